import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { boxAround, forEachRow } from './box.ts';
import { fillSchema } from './ranges.ts';

export const cutoutAugmentation = defineAugmentation({
  type: 'cutout',
  options: z.strictObject({
    size: positiveInteger.default(8),
    count: positiveInteger.default(1),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ size, count, fill }, shape) => {
    const [height, width] = shape;
    return (image, random, out) => {
      out.set(image);
      for (let square = 0; square < count; square++) {
        const centre = { x: random.integer(width), y: random.integer(height) };
        forEachRow(shape, boxAround(shape, centre, { width: size, height: size }), (start, end) => {
          out.fill(fill, start, end);
        });
      }
    };
  },
});

/**
 * Covers a square of `size` pixels (8) with `fill` (0), `count` times (1). The centre is any pixel, each equally likely, so
 * that a part of the square may lie outside the image (DeVries & Taylor 2017).
 *
 * @example cutout({ size: 10 })
 */
export function cutout(options: AugmentationOptions<typeof cutoutAugmentation> = {}): AugmentationSpec {
  return { type: 'cutout', ...options };
}
