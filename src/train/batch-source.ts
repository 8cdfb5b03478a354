import type { BatchRequest, PreparedBatches } from '../data/batch-preparer.ts';
import { createAugmenter } from '../data/augment/augmenter.ts';
import type { Dataset } from '../data/dataset.ts';
import { exampleOrder } from '../data/example-order.ts';
import type { Preparer, StartPreparer } from './preparer.ts';
import type { Training } from './recipe.ts';

/** What a few successive steps of one batch size are trained on. */
export interface StepBatches {
  readonly steps: number;
  readonly batchSize: number;
  /** steps × batch examples. */
  readonly indices: Int32Array;
  /** Their images as bytes, where they are not taken from the data set as they are. */
  readonly prepared?: PreparedBatches;
}

/** The batch of one of several steps, by its place among them. */
export function batchOfStep(
  { steps, batchSize, indices, prepared }: StepBatches,
  index: number,
): StepBatches {
  const own = (size: number): [number, number] => [(index * size) / steps, ((index + 1) * size) / steps];
  if (!prepared) return { steps: 1, batchSize, indices: indices.subarray(...own(indices.length)) };
  const { images, mixture } = prepared;
  return {
    steps: 1,
    batchSize,
    indices: indices.subarray(...own(indices.length)),
    prepared: {
      images: images.subarray(...own(images.length)),
      ...(mixture && {
        mixture: {
          partners: mixture.partners.subarray(...own(mixture.partners.length)),
          shares: mixture.shares.subarray(...own(mixture.shares.length)),
        },
      }),
    },
  };
}

/** The most that is prepared at once; as much again waits while it is trained on. */
const MAX_PREPARED_BYTES = 64 * 2 ** 20;

export interface BatchSourceOptions {
  readonly data: Dataset;
  /** The training examples, as indices into the data set's training part. */
  readonly train: Int32Array;
  readonly training: Pick<
    Training,
    'epochs' | 'batchSize' | 'seed' | 'sampling' | 'shuffle' | 'augment' | 'mix'
  >;
  /** How many steps may be taken together from a step on, where something happens after some. */
  readonly stepsToBoundary?: (step: number) => number;
  readonly startPreparer: StartPreparer;
}

/** Whether steps take bytes that were prepared, rather than images of the data set. */
export function isPrepared({ augment, mix }: Partial<Pick<Training, 'augment' | 'mix'>>): boolean {
  return (augment?.length ?? 0) > 0 || mix !== undefined;
}

/**
 * Gives the batches of a run's steps, from any step on. While some are trained on, the next ones are prepared: one chunk
 * ahead and no further, so that memory is bounded.
 */
export class BatchSource {
  readonly stepsPerEpoch: number;
  readonly #options: BatchSourceOptions;
  readonly #orders = new Map<number, Int32Array<ArrayBuffer>>();
  #preparer: Preparer | undefined;
  #ahead: { readonly step: number; readonly batches: Promise<StepBatches> } | undefined;

  /** @throws OptionError where an augmentation does not go with the images */
  constructor(options: BatchSourceOptions) {
    const { data, train, training } = options;
    createAugmenter(training.augment, data.imageShape);
    this.#options = options;
    this.stepsPerEpoch = Math.ceil(train.length / training.batchSize);
  }

  /**
   * The batches from a step of the run on, numbered from 0: `wanted` steps or fewer, all of one epoch and of one size.
   * What was prepared ahead is given as it is.
   */
  async take(step: number, wanted: number): Promise<StepBatches> {
    const batches = await (this.#ahead?.step === step ? this.#ahead.batches : this.#prepare(step, wanted));
    this.#ahead = undefined;
    const next = step + batches.steps;
    const { training } = this.#options;
    if (isPrepared(training) && next < training.epochs * this.stepsPerEpoch) {
      const ahead = this.#prepare(next, wanted);
      // An error is told to whoever takes the batches.
      ahead.catch(() => undefined);
      this.#ahead = { step: next, batches: ahead };
    }
    return batches;
  }

  /** Ends the preparation. */
  async close(): Promise<void> {
    this.#ahead = undefined;
    await this.#preparer?.close();
    this.#preparer = undefined;
  }

  async #prepare(step: number, wanted: number): Promise<StepBatches> {
    const { training, train, stepsToBoundary = () => Infinity } = this.#options;
    const epoch = Math.floor(step / this.stepsPerEpoch);
    const first = step % this.stepsPerEpoch;
    const position = first * training.batchSize;
    const full = Math.floor(train.length / training.batchSize);
    // The last, smaller batch is a chunk of its own.
    const batchSize = first < full ? training.batchSize : train.length - position;
    const steps = first < full ? Math.min(full - first, wanted, this.#mostSteps(), stepsToBoundary(step)) : 1;
    const indices = this.#order(epoch).slice(position, position + steps * batchSize);
    if (!isPrepared(training)) return { steps, batchSize, indices };
    const prepared = await this.#prepared({ epoch, position, batchSize, indices });
    return { steps, batchSize, indices, prepared };
  }

  #prepared(request: BatchRequest): Promise<PreparedBatches> {
    const { data, training, startPreparer } = this.#options;
    const { augment, mix, seed } = training;
    const { imageShape } = data;
    this.#preparer ??= startPreparer({ images: data.train.images, imageShape, augment, mix, seed });
    return this.#preparer.prepare(request);
  }

  #mostSteps(): number {
    const { data, training } = this.#options;
    const imageBytes = data.imageShape[0] * data.imageShape[1] * data.imageShape[2];
    if (!isPrepared(training)) return Infinity;
    return Math.max(1, Math.floor(MAX_PREPARED_BYTES / (training.batchSize * imageBytes)));
  }

  /** The examples of an epoch; kept for this one and the next. */
  #order(epoch: number): Int32Array<ArrayBuffer> {
    let order = this.#orders.get(epoch);
    if (!order) {
      const { data, train, training } = this.#options;
      const { sampling, shuffle, seed } = training;
      order = exampleOrder(train, data.train.labels, { sampling, shuffle, seed, epoch });
      for (const old of this.#orders.keys()) if (old < epoch - 1) this.#orders.delete(old);
      this.#orders.set(epoch, order);
    }
    return order;
  }
}
