import { InternalError } from '../../core/errors.ts';
import { located } from '../../core/located-error.ts';
import type { AugmentationSpec, ImageChange, ImageShape } from './augmentation.ts';
import { augmentationDefinitions } from './index.ts';

/**
 * Joins augmentations to one change of an image: each is applied with its probability, in order. The stream decides alone
 * what happens, so that streams of the same name give the same bytes.
 *
 * @param specs checked augmentations, with their defaults
 * @throws OptionError where an augmentation does not go with images of the shape
 */
export function createAugmenter(specs: readonly AugmentationSpec[], shape: ImageShape): ImageChange {
  const steps = specs.map((spec, index) => prepare(spec, shape, index));
  const size = shape[0] * shape[1] * shape[2];
  const first = new Uint8Array(size);
  const second = new Uint8Array(size);
  return (image, random, out) => {
    let current = image;
    for (const { probability, change } of steps) {
      if (probability < 1 && random.float64() >= probability) continue;
      const next = current === first ? second : first;
      change(current, random, next);
      current = next;
    }
    out.set(current);
  };
}

function prepare(
  { type, probability, ...given }: AugmentationSpec,
  shape: ImageShape,
  index: number,
): { readonly probability: number; readonly change: ImageChange } {
  const definition = augmentationDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no augmentation of type ${type}`);
  try {
    const change = definition.prepare(definition.options.parse(given), shape);
    return { probability: probability ?? definition.probability, change };
  } catch (error) {
    throw located(error, `augment[${index}].`);
  }
}
