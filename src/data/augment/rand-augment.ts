import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { randAugmentOperations } from './rand-augment-operations.ts';
import { fillSchema, interpolationSchema } from './ranges.ts';

const STRONGEST = 30;
const message = `Expected a whole number from 0 to ${STRONGEST}`;

export const randAugmentAugmentation = defineAugmentation({
  type: 'randAugment',
  options: z.strictObject({
    operations: positiveInteger.default(2),
    magnitude: z.int(message).min(0, message).max(STRONGEST, message).default(9),
    interpolation: interpolationSchema.default('bilinear'),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ operations, magnitude, ...resampling }, shape) => {
    const choices = randAugmentOperations.map(({ bothWays, prepare }) => ({
      bothWays,
      change: prepare(shape, resampling),
    }));
    const scratch = new Uint8Array(shape[0] * shape[1] * shape[2]);
    return (image, random, out) => {
      let from = image;
      for (let done = 0; done < operations; done++) {
        const { bothWays, change } = choices[random.integer(choices.length)]!;
        const sign = bothWays && random.integer(2) === 1 ? -1 : 1;
        // The last one writes to `out`, those before it alternate.
        const to = (operations - done) % 2 === 1 ? out : scratch;
        change(from, (sign * magnitude) / STRONGEST, to);
        from = to;
      }
    };
  },
});

/**
 * Applies `operations` (2) operations one after another, each chosen at random from fourteen: identity, autoContrast,
 * equalize, rotate, solarize, color, posterize, contrast, brightness, sharpness, shearX, shearY, translateX and
 * translateY, with a strength of `magnitude` (9) out of 30 (Cubuk et al. 2020). Operations and strengths as `RandAugment`
 * in torchvision, but pixels are interpolated and brightness, contrast and the others are as in this library where they
 * share code: contrast is about the mean of each channel. `color` changes RGB images alone.
 *
 * @example randAugment({ operations: 2, magnitude: 7 })
 */
export function randAugment(
  options: AugmentationOptions<typeof randAugmentAugmentation> = {},
): AugmentationSpec {
  return { type: 'randAugment', ...options };
}
