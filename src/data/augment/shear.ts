import { z } from 'zod';
import { oneOf } from '../../core/option-schemas.ts';
import { affineChange } from './affine.ts';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { endsOf, fillSchema, interpolationSchema, rangeAroundZero } from './ranges.ts';

export const shearAugmentation = defineAugmentation({
  type: 'shear',
  options: z.strictObject({
    degrees: rangeAroundZero(80).default(10),
    direction: oneOf(['horizontal', 'vertical']).default('horizontal'),
    interpolation: interpolationSchema.default('bilinear'),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ degrees, direction, ...resampling }, shape) => {
    const [low, high] = endsOf(degrees);
    return affineChange(shape, resampling, (random) => {
      const slope = Math.tan((random.uniform(low, high) * Math.PI) / 180);
      return direction === 'horizontal'
        ? { xx: 1, xy: slope, yx: 0, yy: 1 }
        : { xx: 1, xy: 0, yx: slope, yy: 1 };
    });
  },
});

/**
 * Slants an image about its centre by an angle from −`degrees` to `degrees` (10), or within `[low, high]`, every angle
 * equally likely. With the direction `horizontal` (the default) rows move sideways and angles above 0 lean to the right;
 * with `vertical` columns move, and angles above 0 lift the right side. What comes in has the value `fill` (0). As
 * `RandomAffine` with `shear` in torchvision.
 *
 * @example shear({ degrees: 15 })
 */
export function shear(options: AugmentationOptions<typeof shearAugmentation> = {}): AugmentationSpec {
  return { type: 'shear', ...options };
}
