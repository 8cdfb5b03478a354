import { parseOptions } from '../core/parse-options.ts';
import { randomStream } from '../core/random.ts';
import type { AugmentationSpec, ImageShape } from '../data/augment/augmentation.ts';
import { createAugmenter } from '../data/augment/augmenter.ts';
import { augmentationsSchema } from '../data/augment/index.ts';

/** Augmentations as a recipe gives them, with their defaults. */
export const checked = (...specs: AugmentationSpec[]) => parseOptions(augmentationsSchema, specs, 'augment');

/** The image changed by the augmentations, by a stream named by the seed. */
export function changed(
  image: Uint8Array,
  shape: ImageShape,
  seed: number,
  ...specs: AugmentationSpec[]
): Uint8Array {
  const out = new Uint8Array(image.length);
  createAugmenter(checked(...specs), shape)(image, randomStream(seed, 'test'), out);
  return out;
}

/** Random bytes as an image. */
export function picture(shape: ImageShape, seed = 0): Uint8Array<ArrayBuffer> {
  const random = randomStream(seed, 'picture');
  return Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => random.integer(256));
}
