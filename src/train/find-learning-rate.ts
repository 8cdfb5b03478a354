import { z } from 'zod';
import { DivergedError } from '../core/errors.ts';
import { positiveNumber } from '../core/option-schemas.ts';
import type { OptimizerSpec } from '../optim/optimizer.ts';
import { CompiledStep } from './compiled-step.ts';
import { BatchSource } from './batch-source.ts';
import { prepareInPlace } from './preparer.ts';
import { stepInputs } from './step-inputs.ts';
import { Trainer, type TrainerOptions } from './trainer.ts';

const wholeNumberFrom2 = z
  .int('Expected a whole number of at least 2')
  .min(2, 'Expected a whole number of at least 2');

/** How the learning rate is searched for; the defaults are fastai's. */
export const findOptionsSchema = z
  .strictObject({
    /** The first learning rate. */
    start: positiveNumber.default(1e-7),
    /** The last learning rate. */
    end: positiveNumber.default(10),
    /** How many steps, at rates whose logarithms are evenly spaced. */
    steps: wholeNumberFrom2.default(100),
    /** Stops where the smoothed loss is so many times the best. */
    stopFactor: z.number('Expected a number above 1').gt(1, 'Expected a number above 1').default(4),
  })
  .refine(({ start, end }) => start < end, { path: ['end'], message: 'Expected a rate above the first' });

export type FindOptions = z.output<typeof findOptionsSchema>;

/** One step of the search. */
export interface FindPoint {
  readonly learningRate: number;
  /** Of the batch, before the update. */
  readonly loss: number;
  /** The exponential moving average of the losses, by 0.98, with its bias taken out. */
  readonly smoothedLoss: number;
}

export interface FindResult {
  readonly points: readonly FindPoint[];
  /** A rate in the middle of the longest fall of the loss; see `valleyOf`. */
  readonly suggestion: number;
  readonly stopped: 'end' | 'diverged';
}

const SMOOTHING = 0.98;

/** The rates of the search, from the first to the last. */
function searchRates({ start, end, steps }: FindOptions): number[] {
  return Array.from({ length: steps }, (_, step) => start * (end / start) ** (step / (steps - 1)));
}

/**
 * Trains a few steps at rising learning rates, as fastai's `lr_find` (after Smith 2017), on weights of its own: nothing
 * that it is given is changed, and no run is left behind. It yields each step; the caller may stop it at any.
 *
 * @throws DivergedError where the loss is not a number from the beginning
 */
export async function* searchLearningRate(
  options: TrainerOptions,
  search: FindOptions,
): AsyncGenerator<FindPoint, FindResult> {
  const rates = searchRates(search);
  const { stopFactor } = search;
  // Sets up the split, the loss and the graph as training does.
  const trainer = new Trainer(options);
  const { training, data, provider, threads, blockSize } = options;
  const wholeBatches = Math.max(1, Math.floor(trainer.split.train.length / training.batchSize));
  const epochs = Math.ceil(rates.length / wholeBatches) + 1;
  const source = new BatchSource({
    ...{ data, train: trainer.split.train, training: { ...training, epochs } },
    startPreparer: options.startPreparer ?? prepareInPlace,
  });
  const { graph } = trainer;
  const step = await CompiledStep.compile(graph, data.train, provider, { threads, blockSize });
  const points: FindPoint[] = [];
  let { state } = trainer.snapshot();
  let average = 0;
  let best = Infinity;
  let position = 0;
  try {
    for (const [index, learningRate] of rates.entries()) {
      let batches = await source.take(position++, 1);
      // The last batch of an epoch may be smaller, and the search takes whole ones alone.
      if (batches.batchSize !== graph.batchSize) batches = await source.take(position++, 1);
      const optimizer: OptimizerSpec = { ...training.optimizer, learningRate };
      const run = { steps: rates.length, stepsPerEpoch: trainer.stepsPerEpoch, history: [] };
      const inputs = stepInputs(graph, { ...training, optimizer }, batches, { first: index, steps: 1, run });
      const results = await step.run(state, inputs);
      const loss = results.losses[0]!;
      average = SMOOTHING * average + (1 - SMOOTHING) * loss;
      const smoothedLoss = average / (1 - SMOOTHING ** (index + 1));
      if (!Number.isFinite(smoothedLoss) || smoothedLoss > stopFactor * best) break;
      best = Math.min(best, smoothedLoss);
      ({ state } = results);
      const point = { learningRate, loss, smoothedLoss };
      points.push(point);
      yield point;
    }
  } finally {
    await source.close();
    await step.release();
    await trainer.release();
  }
  if (points.length < 2) {
    throw new DivergedError('the loss is not a number at the lowest learning rate', {
      expected: 'a model that can be trained',
      hint: 'Look at the initial weights and the data.',
    });
  }
  const stopped = points.length < rates.length ? 'diverged' : 'end';
  return { points, suggestion: valleyOf(points), stopped };
}

/**
 * fastai's `valley`: of the longest falling subsequence of the smoothed losses, the rate half-way through its span, steep
 * and away from both ends. As there, the first tenth and the last five steps are left out where enough others remain.
 */
export function valleyOf(points: readonly Pick<FindPoint, 'learningRate' | 'smoothedLoss'>[]): number {
  const inner = points.slice(Math.floor(points.length / 10), -5);
  const considered = inner.length >= 5 ? inner : points;
  const lengths = considered.map(() => 1);
  let last = 0;
  for (const [index, { smoothedLoss }] of considered.entries()) {
    for (let before = 0; before < index; before++) {
      if (considered[before]!.smoothedLoss > smoothedLoss) {
        lengths[index] = Math.max(lengths[index]!, lengths[before]! + 1);
      }
    }
    if (lengths[index]! > lengths[last]!) last = index;
  }
  const first = Math.max(0, last - lengths[last]!);
  const third = (last - first) / 3;
  return considered[first + Math.floor(third) + Math.floor(third / 2)]!.learningRate;
}
