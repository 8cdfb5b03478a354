import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { Classifier } from './classifier.ts';
import { initialState } from './initial-state.ts';
import { buildTrainingGraph } from './training-graph.ts';

const model = sequential({ input: [4, 4, 1], classes: 3 }, [flatten(), dense({ units: 3 })]);
const { images, labels } = tinyData({ side: 4, classes: 3, train: 2100, test: 1 }).train;

let classifier: Classifier;
beforeAll(async () => {
  const weights = initialState(
    buildTrainingGraph(model, { optimizer: sgd({ learningRate: 1 }) }, 8).state,
    4,
  );
  classifier = await Classifier.compile(model, weights, cpuProvider, 1);
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
