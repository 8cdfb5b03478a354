import { z } from 'zod';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { endsOf, rangeAroundZero } from './ranges.ts';

export const brightnessAugmentation = defineAugmentation({
  type: 'brightness',
  options: z.strictObject({ change: rangeAroundZero(1).default(0.2) }),
  probability: 1,
  prepare: ({ change }) => {
    const [low, high] = endsOf(change);
    return (image, random, out) => {
      const difference = Math.round(255 * random.uniform(low, high)) | 0;
      for (let index = 0; index < image.length; index++) {
        out[index] = Math.max(0, Math.min(255, image[index]! + difference));
      }
    };
  },
});

/**
 * Adds the same number to every value of an image: a share of the full range from −`change` to `change` (0.2), or within
 * `[low, high]`, every share equally likely. Values stay within 0 and 255. As `RandomBrightness` in Keras.
 *
 * @example brightness({ change: 0.1 })
 */
export function brightness(
  options: AugmentationOptions<typeof brightnessAugmentation> = {},
): AugmentationSpec {
  return { type: 'brightness', ...options };
}
