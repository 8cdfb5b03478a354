import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import { threadsSchema } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import type { Dataset } from '../data/dataset.ts';
import { modelSchema, type ModelSpec } from '../nn/model.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { checkModelBuilds, checkModelFitsData } from './check-model.ts';
import {
  findOptionsSchema,
  searchLearningRate,
  type FindPoint,
  type FindResult,
} from './find-learning-rate.ts';
import { readInitSource, withInitPath } from './init-source.node.ts';
import { prepareInThread } from './preparer.node.ts';
import { trainingSchema, type TrainingOptions } from './recipe.ts';

/** A recipe without its model, what is searched, and how. */
export interface FindLearningRateOptions extends TrainingOptions {
  readonly search?: z.input<typeof findOptionsSchema>;
  readonly threads?: number;
  readonly layout?: 'auto' | 'plain';
  readonly signal?: AbortSignal;
  /** Is told each step. */
  readonly onPoint?: (point: FindPoint) => void;
}

/**
 * Finds a learning rate, as fastai's `lr_find`: trains a hundred steps at rates that rise from 1e-7 to 10, on weights of
 * its own, until the loss is four times its best, and suggests one in the valley before. Nothing is changed or written.
 * Rejects with the reason of `signal` where that aborts. Steps run on the calling thread, one at a time; batches are prepared in another.
 *
 * @example const { suggestion } = await findLearningRate(model, data, { optimizer: adam({ learningRate: 1 }), epochs: 1, batchSize: 64 });
 */
export async function findLearningRate(
  model: ModelSpec,
  data: Dataset,
  options: FindLearningRateOptions,
): Promise<FindResult> {
  const { search = {}, threads, layout, signal, onPoint, ...training } = options;
  const setting = {
    model: parseOptions(modelSchema, model, 'model'),
    training: parseOptions(trainingSchema, training, 'training'),
    threads: parseOptions(threadsSchema, threads ?? availableParallelism(), 'threads'),
  };
  const checkedSearch = parseOptions(findOptionsSchema, search, 'search');
  checkModelFitsData(setting.model, data);
  checkModelBuilds(setting.model, setting.training);
  const blockSize = layout === 'plain' ? undefined : await cpuProvider.blockSize();
  const { init } = await withInitPath(setting.training);
  const source = init && (await readInitSource(init));
  const points = searchLearningRate(
    {
      ...{ ...setting, data, provider: cpuProvider, blockSize, startPreparer: prepareInThread },
      ...(source === undefined ? {} : { initialWeights: source.weightsFor }),
    },
    checkedSearch,
  );
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await points.next();
      if (done) return value;
      onPoint?.(value);
      // Lets signals and timers through between steps.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    // Ends the search wherever it is, and its thread.
    await points.return(undefined as never);
  }
}
