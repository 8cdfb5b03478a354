import { z } from 'zod';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { changeContrast } from './point-changes.ts';
import { rangeAboveZero } from './ranges.ts';

export const contrastAugmentation = defineAugmentation({
  type: 'contrast',
  options: z.strictObject({ factor: rangeAboveZero(0.01, 100).default([0.8, 1.2]) }),
  probability: 1,
  prepare:
    ({ factor: [low, high] }, shape) =>
    (image, random, out) => {
      changeContrast(image, shape, random.uniform(low, high), out);
    },
});

/**
 * Multiplies how far every value lies from the mean of its channel by a factor within `factor` ([0.8, 1.2]), every factor
 * equally likely. Values stay within 0 and 255. As `RandomContrast` in Keras.
 *
 * @example contrast({ factor: [0.7, 1.3] })
 */
export function contrast(options: AugmentationOptions<typeof contrastAugmentation> = {}): AugmentationSpec {
  return { type: 'contrast', ...options };
}
