import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential, type ModelSpec } from '../nn/model.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { Classifier } from './classifier.ts';
import { initialState } from './initial-state.ts';
import { buildTrainingGraph } from './training-graph.ts';

const ends = { input: [4, 4, 1], classes: 3 } as const;
const model = sequential(ends, [flatten(), dense({ units: 3 })]);
const { images, labels } = tinyData({ side: 4, classes: 3, train: 2100, test: 1 }).train;

const compile = (of: ModelSpec) => {
  const weights = initialState(buildTrainingGraph(of, { optimizer: sgd({ learningRate: 1 }) }, 8).state, 4);
  return Classifier.compile(of, weights, cpuProvider, 1);
};

let classifier: Classifier;
beforeAll(async () => {
  classifier = await compile(model);
});
afterAll(() => classifier.release());

describe('a classifier takes images in slices of 250', () => {
  it.each([1, 249, 250, 500, 503])('and gives %d images their logits in their order', async (count) => {
    const logits = await classifier.logits(images.subarray(0, count * 16));
    expect(logits).toHaveLength(count * 3);
    for (const index of [0, count >> 1, count - 1]) {
      const alone = await classifier.logits(images.subarray(index * 16, (index + 1) * 16));
      expect(logits.slice(index * 3, (index + 1) * 3)).toEqual(alone);
    }
  });

  it('and tells after every eight how many are evaluated', async () => {
    const evaluation = classifier.evaluate({ images, labels });
    expect(await evaluation.next()).toEqual({ done: false, value: 2000 });
    expect(await evaluation.next()).toEqual({ done: false, value: 2100 });
    const result = await evaluation.next();
    expect(result.done && result.value.predictions).toHaveLength(2100);
  });

  it('and evaluates chosen ones as it would each by itself', async () => {
    const indices = Int32Array.from({ length: 260 }, (_, at) => 2099 - at * 3);
    const logits = await Promise.all(
      [...indices].map((index) => classifier.logits(images.subarray(index * 16, (index + 1) * 16))),
    );
    const best = logits.map((row) => row.indexOf(Math.max(...row)));
    const evaluation = classifier.evaluate({ images, labels, indices });
    let result = await evaluation.next();
    while (!result.done) result = await evaluation.next();
    expect([...result.value.predictions]).toEqual(best);
  });
});

it('a classifier with large weights takes images in batches of 250', async () => {
  const layers = [flatten(), dense({ units: 1500 }), dense({ units: 1500 }), dense({ units: 3 })];
  const large = await compile(sequential(ends, layers));
  const logits = await large.logits(images.subarray(0, 251 * 16));
  const last = await large.logits(images.subarray(250 * 16, 251 * 16));
  expect(logits).toHaveLength(251 * 3);
  expect(logits.slice(250 * 3)).toEqual(last);
  const evaluation = large.evaluate({ images, labels });
  expect(await evaluation.next()).toEqual({ done: false, value: 250 });
  await large.release();
});
