import { z } from 'zod';
import { affineChange } from './affine.ts';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { fillSchema, interpolationSchema, rangeAboveZero } from './ranges.ts';

export const scaleAugmentation = defineAugmentation({
  type: 'scale',
  options: z.strictObject({
    factor: rangeAboveZero(0.05, 20).default([0.9, 1.1]),
    interpolation: interpolationSchema.default('bilinear'),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ factor: [low, high], ...resampling }, shape) =>
    affineChange(shape, resampling, (random) => {
      const inverse = 1 / random.uniform(low, high);
      return { xx: inverse, xy: 0, yx: 0, yy: inverse };
    }),
});

/**
 * Makes what an image shows larger or smaller about its centre, by a factor within `factor` ([0.9, 1.1]), every factor
 * equally likely; the image keeps its size. What comes in has the value `fill` (0). As `RandomAffine` with `scale` in
 * torchvision.
 *
 * @example scale({ factor: [0.8, 1.2] })
 */
export function scale(options: AugmentationOptions<typeof scaleAugmentation> = {}): AugmentationSpec {
  return { type: 'scale', ...options };
}
