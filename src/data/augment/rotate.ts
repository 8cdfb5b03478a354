import { z } from 'zod';
import { affineChange, turnBack } from './affine.ts';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { endsOf, fillSchema, interpolationSchema, rangeAroundZero } from './ranges.ts';

export const rotateAugmentation = defineAugmentation({
  type: 'rotate',
  options: z.strictObject({
    degrees: rangeAroundZero(360).default(10),
    interpolation: interpolationSchema.default('bilinear'),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ degrees, ...resampling }, shape) => {
    const [low, high] = endsOf(degrees);
    return affineChange(shape, resampling, (random) => turnBack(random.uniform(low, high)));
  },
});

/**
 * Turns an image about its centre by an angle from −`degrees` to `degrees` (10), or within `[low, high]`, every angle
 * equally likely; angles above 0 turn counter-clockwise. Corners that come in have the value `fill` (0). As
 * `RandomRotation` in torchvision.
 *
 * @example rotate({ degrees: 15 })
 */
export function rotate(options: AugmentationOptions<typeof rotateAugmentation> = {}): AugmentationSpec {
  return { type: 'rotate', ...options };
}
