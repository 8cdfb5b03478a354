import { InternalError } from '../../core/errors.ts';
import { permutation, randomStream } from '../../core/random.ts';
import type { ImageShape } from '../augment/augmentation.ts';
import { mixDefinitions } from './index.ts';
import type { MixSpec } from './mix.ts';

/** A batch to mix: its images side by side, and where it is in the run. */
export interface BatchToMix {
  readonly images: Uint8Array;
  readonly epoch: number;
  /** The place of its first example in the epoch's order. */
  readonly position: number;
}

/** Where the mixture of a batch goes. */
export interface MixedBatch {
  readonly images: Uint8Array;
  /** For each image the row of its partner in the batch. */
  readonly partnerRows: Int32Array;
  /** For each image the share that is its own, from 0 to 1. */
  readonly shares: Float32Array;
}

/**
 * Mixes the images of a batch with each other. Partners and shares come from streams that are named by the seed, the epoch
 * and the place in its order.
 *
 * @param spec checked options, with their defaults
 */
export function createBatchMixer(
  { type, probability, ...given }: MixSpec,
  shape: ImageShape,
  seed: number,
): (batch: BatchToMix, out: MixedBatch) => void {
  const definition = mixDefinitions.find((candidate) => candidate.type === type);
  if (!definition) throw new InternalError(`no way to mix of type ${type}`);
  const mix = definition.prepare(definition.options.parse(given), shape);
  const size = shape[0] * shape[1] * shape[2];
  return ({ images, epoch, position }, out) => {
    const row = (of: Uint8Array, index: number) => of.subarray(index * size, (index + 1) * size);
    const count = out.shares.length;
    out.partnerRows.set(permutation(randomStream(seed, 'mix-partners', epoch, position), count));
    for (let index = 0; index < count; index++) {
      const random = randomStream(seed, 'mix', epoch, position + index);
      const isMixed = random.float64() < (probability ?? 1);
      const image = row(images, index);
      const mixed = row(out.images, index);
      if (isMixed) out.shares[index] = mix(image, row(images, out.partnerRows[index]!), random, mixed);
      else {
        out.shares[index] = 1;
        mixed.set(image);
      }
    }
  };
}
