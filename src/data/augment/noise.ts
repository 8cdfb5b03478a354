import { z } from 'zod';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { normalQuantiles } from './normal-quantiles.ts';

const message = 'Expected a number above 0, at most 1';

export const noiseAugmentation = defineAugmentation({
  type: 'noise',
  options: z.strictObject({ deviation: z.number(message).gt(0, message).max(1, message).default(0.05) }),
  probability: 1,
  prepare: ({ deviation }, [height, width, channels]) => {
    const words = new Uint32Array(Math.ceil((height * width * channels) / 2));
    // By half a random word; rounded, as bytes are whole numbers.
    const normals = normalQuantiles();
    const differences = new Int16Array(normals.length);
    for (let half = 0; half < normals.length; half++)
      differences[half] = Math.round(255 * deviation * normals[half]!);
    return (image, random, out) => {
      random.fillUint32(words);
      for (let index = 0; index < image.length; index++) {
        const word = words[index >> 1]!;
        const half = (index & 1) === 0 ? word & 0xffff : word >>> 16;
        out[index] = Math.max(0, Math.min(255, image[index]! + differences[half]!));
      }
    };
  },
});

/**
 * Adds to every value of an image a normal number of its own, with mean 0 and `deviation` (0.05) as a share of the full
 * range. Values stay within 0 and 255. As `GaussianNoise` in torchvision and Keras.
 *
 * @example noise({ deviation: 0.1 })
 */
export function noise(options: AugmentationOptions<typeof noiseAugmentation> = {}): AugmentationSpec {
  return { type: 'noise', ...options };
}
