import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/core/parse-options.ts';
import { permutation, randomStream } from '../../src/core/random.ts';
import { augmentationDefinitions } from '../../src/data/augment/index.ts';
import { mixDefinitions } from '../../src/data/mix/index.ts';
import { batchNorm } from '../../src/nn/layers/batch-norm.ts';
import { conv2d } from '../../src/nn/layers/conv2d.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { dropout } from '../../src/nn/layers/dropout.ts';
import { flatten } from '../../src/nn/layers/flatten.ts';
import { lossDefinitions } from '../../src/nn/losses/index.ts';
import { sequential } from '../../src/nn/model.ts';
import { averageDefinitions } from '../../src/optim/averages/index.ts';
import { optimizerDefinitions } from '../../src/optim/optimizers/index.ts';
import { scheduleDefinitions } from '../../src/optim/schedules/index.ts';
import { cpuProvider } from '../../src/runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../../src/testing/test-graph.ts';
import { tinyData } from '../../src/testing/tiny-data.ts';
import { trainingSchema, type Training } from '../../src/train/recipe.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '../../src/train/snapshot.ts';
import type { StopReason } from '../../src/train/stop-reason.ts';
import { Trainer } from '../../src/train/trainer.ts';

interface Typed {
  readonly type: string;
}

const SIDE = 8;
const CLASSES = 4;
const data = tinyData({ side: SIDE, classes: CLASSES, train: 90, test: 8 });
const model = sequential({ input: [SIDE, SIDE, 1], classes: CLASSES }, [
  conv2d({ filters: 16, kernelSize: 3, padding: 'same' }),
  batchNorm(),
  dropout({ rate: 0.3 }),
  flatten(),
  dense({ units: CLASSES }),
]);

/** Options that a type cannot do without, or that give it more to remember. */
const MORE: Readonly<Record<string, object>> = {
  sgd: { momentum: 0.9, nesterov: true },
  adam: { amsgrad: true },
  rmsprop: { momentum: 0.5, centered: true },
  ema: { decay: 0.8 },
  swa: { start: 0.3 },
  constant: { rate: 0.01 },
  cosine: { initial: 0.01 },
  cosineRestarts: { initial: 0.01, first: { steps: 5 } },
  exponentialDecay: { initial: 0.01, factor: 0.5 },
  oneCycle: { peak: 0.01 },
  polynomialDecay: { initial: 0.01, power: 2 },
  // So patient that it falls within the run.
  reduceOnPlateau: { initial: 0.01, patience: 1, minDelta: 10 },
  stepDecay: { initial: 0.01, every: { epochs: 1 } },
  warmUp: { steps: 7, then: { type: 'cosine', initial: 0.01 } },
};

const specOf = ({ type }: Typed) => ({ type, ...MORE[type] });

/** Each choice of an option once, in an order of its own, then from the beginning again. */
function choices<T>(name: string, all: readonly T[]): (recipe: number) => T {
  const order = permutation(randomStream(17, name), all.length);
  return (recipe) => all[order[recipe % all.length]!]!;
}

const optimizer = choices('optimizer', optimizerDefinitions.map(specOf));
const learningRate = choices('schedule', scheduleDefinitions.map(specOf));
const loss = choices('loss', lossDefinitions.map(specOf));
const augmentation = choices('augment', augmentationDefinitions.map(specOf));
const second = choices('augment-second', augmentationDefinitions.map(specOf));
const mix = choices('mix', [undefined, ...mixDefinitions.map(specOf)]);
const average = choices('average', [undefined, ...averageDefinitions.map(specOf)]);
const clip = choices('clip', [undefined, { value: 0.1 }, { norm: 0.5 }, { globalNorm: 0.5 }]);
const lookahead = choices('lookahead', [undefined, { steps: 3, alpha: 0.5 }]);
const groups = choices('groups', [
  undefined,
  [
    { parameters: 'conv*', learningRateFactor: 0.5 },
    { parameters: 'batchNorm*', frozen: true },
  ],
]);
const sampling = choices('sampling', ['shuffled', 'balanced']);
const shuffle = choices('shuffle', [true, true, false]);
const normalization = choices('normalization', ['unit', 'standard', { mean: [0.4], deviation: [0.3] }]);
const validation = choices('validation', [
  { count: 20 },
  { folds: 4, fold: 3 },
  { fraction: 0.2, stratified: false, seed: 9 },
]);
const stop = choices('stop', [undefined, { monitor: 'train.loss', patience: 1, minDelta: 1 }]);

/** Enough that every choice of every option is drawn. */
const RECIPES = Math.max(
  optimizerDefinitions.length,
  scheduleDefinitions.length,
  augmentationDefinitions.length,
);

/** An object without what is not given. */
const given = (options: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

function drawTraining(recipe: number): Training {
  const update = { average: average(recipe), clip: clip(recipe), lookahead: lookahead(recipe) };
  return parseOptions(
    trainingSchema,
    given({
      optimizer: {
        ...optimizer(recipe),
        learningRate: learningRate(recipe),
        ...given({ ...update, groups: groups(recipe) }),
      },
      ...{ loss: loss(recipe), epochs: 3, batchSize: 16, seed: recipe },
      ...{ validation: validation(recipe), normalization: normalization(recipe) },
      augment: [augmentation(recipe), second(recipe)],
      mix: mix(recipe),
      sampling: sampling(recipe),
      shuffle: shuffle(recipe),
      stop: stop(recipe),
      history: { steps: true },
    }),
    'training',
  );
}

/** Trains until so many events have come, or to the end; gives what a checkpoint would hold, and why it ended. */
async function train(training: Training, from: Snapshot | undefined, events: number) {
  const options = { model, training, data, provider: cpuProvider, threads: 1, blockSize: machineBlockSize };
  const trainer = new Trainer({ ...options, ...(from ? { snapshot: from } : {}) });
  const run = trainer.run();
  let reason: StopReason | undefined;
  for (let event = 0; event < events && reason === undefined; event++) {
    const { done, value } = await run.next();
    if (done) reason = value;
  }
  await run.return(undefined as never);
  await trainer.release();
  const tensors = trainer.graph.state;
  return { snapshot: decodeSnapshot(encodeSnapshot(trainer.snapshot(), tensors), tensors, 'test'), reason };
}

const bits = (tensors: Readonly<Record<string, Float32Array<ArrayBuffer>>>) =>
  Object.entries(tensors).map(([name, { buffer }]) => [name, new Uint32Array(buffer).join()]);

/** All but how long things took. */
const comparable = ({ state, bestWeights, progress }: Snapshot) => ({
  state: bits(state),
  bestWeights: bits(bestWeights),
  progress: JSON.parse(JSON.stringify(progress), (key, value: unknown) =>
    /durationMs/i.test(key) ? undefined : value,
  ) as unknown,
});

describe('training by any recipe', () => {
  it.each(Array.from({ length: RECIPES }, (_, recipe) => recipe))(
    'goes on after stops at random steps to the same bits: recipe %i',
    async (recipe) => {
      const training = drawTraining(recipe);
      const whole = await train(training, undefined, Infinity);
      const stream = randomStream(18, 'stops', recipe);
      let snapshot: Snapshot | undefined;
      for (let stops = 0; stops < 3; stops++) {
        ({ snapshot } = await train(training, snapshot, 1 + stream.integer(3)));
      }
      const resumed = await train(training, snapshot, Infinity);
      expect(resumed.reason).toEqual(whole.reason);
      expect(comparable(resumed.snapshot)).toEqual(comparable(whole.snapshot));
    },
  );
});
