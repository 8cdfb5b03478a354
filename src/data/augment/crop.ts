import { z } from 'zod';
import { OptionError } from '../../core/errors.ts';
import { oneOf, positiveInteger } from '../../core/option-schemas.ts';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { movedBy, pixelPicker } from './pick-pixels.ts';
import { fillSchema } from './ranges.ts';

/** Writes where each of `sources` comes from when a window that begins at `start` is cut from a padded image. */
type PadRule = (start: number, sources: Int32Array) => void;

const padRules: Readonly<Record<'constant' | 'edge' | 'reflect', PadRule>> = {
  constant: (start, sources) => {
    movedBy(-start, sources);
  },
  edge: (start, sources) => {
    const last = sources.length - 1;
    for (let index = 0; index <= last; index++) sources[index] = Math.max(0, Math.min(last, index + start));
  },
  reflect: (start, sources) => {
    const last = sources.length - 1;
    for (let index = 0; index <= last; index++) {
      const source = Math.abs(index + start);
      sources[index] = source > last ? 2 * last - source : source;
    }
  },
};

export const cropAugmentation = defineAugmentation({
  type: 'crop',
  options: z.strictObject({
    padding: positiveInteger.default(2),
    mode: oneOf(['constant', 'edge', 'reflect']).default('constant'),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ padding, mode, fill }, shape) => {
    const [height, width] = shape;
    if (mode === 'reflect' && padding >= Math.min(height, width)) {
      throw new OptionError(
        `padding: ${padding} pixels cannot be reflected from images of ${height} × ${width}`,
        {
          value: padding,
          expected: `at most ${Math.min(height, width) - 1}`,
          hint: 'choose the mode edge or constant, or less padding',
        },
      );
    }
    const rows = new Int32Array(height);
    const columns = new Int32Array(width);
    const pick = pixelPicker(shape, fill);
    const pad = padRules[mode];
    return (image, random, out) => {
      pad(random.integer(2 * padding + 1) - padding, rows);
      pad(random.integer(2 * padding + 1) - padding, columns);
      pick(image, rows, columns, out);
    };
  },
});

/**
 * Pads an image by `padding` pixels (2) on every side and cuts a window of the old size from it, every place equally
 * likely (He et al. 2016). The border is `fill` (0) with the mode `constant`, the outermost pixel with `edge`, and the
 * image mirrored without repeating its edge with `reflect`. As `RandomCrop` with `padding` in torchvision.
 *
 * @example crop({ padding: 4, mode: 'reflect' })
 */
export function crop(options: AugmentationOptions<typeof cropAugmentation> = {}): AugmentationSpec {
  return { type: 'crop', ...options };
}
