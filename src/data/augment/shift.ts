import { z } from 'zod';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { movedBy, pixelPicker } from './pick-pixels.ts';
import { fillSchema, nonNegativeInteger } from './ranges.ts';

export const shiftAugmentation = defineAugmentation({
  type: 'shift',
  options: z.strictObject({
    horizontal: nonNegativeInteger.default(2),
    vertical: nonNegativeInteger.default(2),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ horizontal, vertical, fill }, shape) => {
    const rows = new Int32Array(shape[0]);
    const columns = new Int32Array(shape[1]);
    const pick = pixelPicker(shape, fill);
    return (image, random, out) => {
      movedBy(random.integer(2 * horizontal + 1) - horizontal, columns);
      movedBy(random.integer(2 * vertical + 1) - vertical, rows);
      pick(image, rows, columns, out);
    };
  },
});

/**
 * Moves an image by whole pixels, up to `horizontal` (2) left or right and up to `vertical` (2) up or down, every
 * distance equally likely. What comes in has the value `fill` (0). As `RandomAffine` with `translate` in torchvision, in
 * pixels instead of shares.
 *
 * @example shift({ horizontal: 3, vertical: 3 })
 */
export function shift(options: AugmentationOptions<typeof shiftAugmentation> = {}): AugmentationSpec {
  return { type: 'shift', ...options };
}
