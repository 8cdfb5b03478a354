import { randomStream } from '../core/random.ts';
import { createAugmenter } from './augment/augmenter.ts';
import type { AugmentationSpec, ImageShape } from './augment/augmentation.ts';
import { createBatchMixer } from './mix/batch-mixer.ts';
import type { MixSpec } from './mix/mix.ts';

/** What is needed to prepare batches; plain data, for another thread. */
export interface PreparationWork {
  /** All images of the data set. */
  readonly images: Uint8Array;
  readonly imageShape: ImageShape;
  /** Applied to every image, in order. */
  readonly augment: readonly AugmentationSpec[];
  /** How the images of a batch are mixed after that, if they are. */
  readonly mix?: MixSpec | undefined;
  readonly seed: number;
}

/** Successive batches of one epoch. */
export interface BatchRequest {
  /** From 0. */
  readonly epoch: number;
  /** The place of the first example in the epoch's order. */
  readonly position: number;
  readonly batchSize: number;
  /** The examples, batch by batch. */
  readonly indices: Int32Array<ArrayBuffer>;
}

/** Batches as a training step takes them. */
export interface PreparedBatches {
  /** A row of bytes for each of the request's indices. */
  readonly images: Uint8Array<ArrayBuffer>;
  /** Where images are mixed: the example that each is mixed with, and the share that is its own. */
  readonly mixture?: {
    readonly partners: Int32Array<ArrayBuffer>;
    readonly shares: Float32Array<ArrayBuffer>;
  };
}

/**
 * Prepares batches: takes the images, augments each and mixes them. An image depends on the seed, the epoch and its
 * place in the epoch's order alone, and a mixed one on its batch; so it is the same whatever is prepared before it,
 * together with it, or by another thread.
 *
 * @throws OptionError where an augmentation does not go with the images
 */
export function createBatchPreparer(work: PreparationWork): (request: BatchRequest) => PreparedBatches {
  const { images, imageShape, mix, seed } = work;
  const size = imageShape[0] * imageShape[1] * imageShape[2];
  const augment = createAugmenter(work.augment, imageShape);
  const mixBatch = mix && createBatchMixer(mix, imageShape, seed);
  return ({ epoch, position, batchSize, indices }) => {
    const prepared = new Uint8Array(indices.length * size);
    indices.forEach((example, row) => {
      const random = randomStream(seed, 'augment', epoch, position + row);
      const image = images.subarray(example * size, (example + 1) * size);
      augment(image, random, prepared.subarray(row * size, (row + 1) * size));
    });
    if (!mixBatch) return { images: prepared };
    const mixed = new Uint8Array(prepared.length);
    const partners = new Int32Array(indices.length);
    const shares = new Float32Array(indices.length);
    for (let start = 0; start < indices.length; start += batchSize) {
      const end = start + batchSize;
      const bytes = [start * size, end * size] as const;
      const partnerRows = partners.subarray(start, end);
      mixBatch(
        { images: prepared.subarray(...bytes), epoch, position: position + start },
        { images: mixed.subarray(...bytes), partnerRows, shares: shares.subarray(start, end) },
      );
      // From rows of the batch to examples.
      for (let row = 0; row < batchSize; row++) partnerRows[row] = indices[start + partnerRows[row]!]!;
    }
    return { images: mixed, mixture: { partners, shares } };
  };
}
