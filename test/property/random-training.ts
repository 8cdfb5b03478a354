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
import { tinyData } from '../../src/testing/tiny-data.ts';
import { trainingSchema, type Training } from '../../src/train/recipe.ts';

interface Typed {
  readonly type: string;
}

const SIDE = 8;
const CLASSES = 4;
/** What is trained on. */
export const data = tinyData({ side: SIDE, classes: CLASSES, train: 90, test: 8 });
/** What is trained: something of every kind that has a state or draws. */
export const model = sequential({ input: [SIDE, SIDE, 1], classes: CLASSES }, [
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

/** Each choice of an option once, in an order that is drawn, then each again in another. */
function choices<T>(name: string, all: readonly T[]): (recipe: number) => T {
  return (recipe) => {
    const round = Math.floor(recipe / all.length);
    const order = permutation(randomStream(17, name, round), all.length);
    return all[order[recipe % all.length]!]!;
  };
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
const stops = choices('stop', [false, true]);
const checkpoints = choices('checkpoints', [
  undefined,
  { top: 2, every: { steps: 3 } },
  { best: { monitor: 'train.accuracy' }, every: { epochs: 2 } },
]);
// Long enough that the clock, which no two runs share, does not end a run.
const budget = choices('budget', [undefined, { minutes: 600 }]);

/** What code of the user's own does while a recipe is trained by. */
export const callbackOf = choices('callback', ['nothing', 'waits', 'ends'] as const);

/** Enough that every choice of every option is drawn. */
export const RECIPES = Math.max(
  optimizerDefinitions.length,
  scheduleDefinitions.length,
  augmentationDefinitions.length,
);

/** An object without what is not given. */
const given = (options: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** One of endlessly many recipes, always the same by its number. */
export function drawTraining(recipe: number, epochs: number): Training {
  const update = { average: average(recipe), clip: clip(recipe), lookahead: lookahead(recipe) };
  return parseOptions(
    trainingSchema,
    given({
      optimizer: {
        ...optimizer(recipe),
        learningRate: learningRate(recipe),
        ...given({ ...update, groups: groups(recipe) }),
      },
      ...{ loss: loss(recipe), epochs, batchSize: 16, seed: recipe },
      ...{ validation: validation(recipe), normalization: normalization(recipe) },
      augment: [augmentation(recipe), second(recipe)],
      mix: mix(recipe),
      sampling: sampling(recipe),
      shuffle: shuffle(recipe),
      // In the last epoch but one.
      ...(stops(recipe) && { stop: { monitor: 'train.loss', patience: epochs - 2, minDelta: 1 } }),
      ...{ checkpoints: checkpoints(recipe), budget: budget(recipe) },
      history: { steps: true },
    }),
    'training',
  );
}
