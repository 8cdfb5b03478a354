import type { TrainingState } from '../train/state-tensor.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { dropout } from '../nn/layers/dropout.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { maxPool2d } from '../nn/layers/max-pool2d.ts';
import { sequential } from '../nn/model.ts';
import { adamW } from '../optim/optimizers/adam-w.ts';
import { oneCycle } from '../optim/schedules/one-cycle.ts';
import { parseOptions } from '../core/parse-options.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { machineBlockSize } from './test-graph.ts';
import { tinyData } from './tiny-data.ts';
import { trainingSchema, type TrainingOptions } from '../train/recipe.ts';
import { type Snapshot } from '../train/snapshot.ts';
import { Trainer } from '../train/trainer.ts';

export const smallData = tinyData({ side: 8, classes: 4, train: 150, test: 40 });
export const smallModel = sequential({ input: [8, 8, 1], classes: 4 }, [
  conv2d({ filters: 16, kernelSize: 3, padding: 'same' }),
  batchNorm(),
  maxPool2d(),
  flatten(),
  dense({ units: 8, activation: 'relu' }),
  dropout({ rate: 0.3 }),
  dense({ units: 4 }),
]);

export const smallTrainer = (changes: Partial<TrainingOptions> = {}, snapshot?: Snapshot) => {
  const training = parseOptions(
    trainingSchema,
    {
      optimizer: adamW({ learningRate: oneCycle({ peak: 0.01 }) }),
      epochs: 2,
      batchSize: 16,
      seed: 5,
      validation: { count: 30 },
      ...changes,
    },
    'training',
  );
  return new Trainer({
    ...{
      model: smallModel,
      training,
      data: smallData,
      provider: cpuProvider,
      threads: 1,
      blockSize: machineBlockSize,
    },
    ...(snapshot ? { snapshot } : {}),
  });
};

/** Trains until `until` says so, or to the end; gives the snapshot and why it ended. */
export async function trainUntil(subject: Trainer, until: () => boolean = () => false) {
  const run = subject.run();
  for (;;) {
    const { done, value } = await run.next();
    if (!done && !until()) continue;
    await subject.release();
    return { snapshot: subject.snapshot(), reason: done ? value : undefined };
  }
}

export const bits = (state: TrainingState) =>
  Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, [...new Uint32Array(tensor.buffer)]]),
  );

/** All of a snapshot but how long it took. */
export const lasting = ({ state, bestWeights, progress }: Snapshot) => ({
  state: bits(state),
  bestWeights: bits(bestWeights),
  progress: {
    ...progress,
    durationMs: 0,
    epochDurationMs: 0,
    history: progress.history.map((record) => ({ ...record, durationMs: 0 })),
  },
});
