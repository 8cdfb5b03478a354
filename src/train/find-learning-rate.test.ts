import { describe, expect, it } from 'vitest';
import { parseOptions } from '../core/parse-options.ts';
import { shift } from '../data/augment/shift.ts';
import { mixup } from '../data/mix/mixup.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { machineBlockSize } from '../testing/test-graph.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { findLearningRate } from './find-learning-rate.node.ts';
import { findOptionsSchema, searchLearningRate, valleyOf, type FindPoint } from './find-learning-rate.ts';
import { trainingSchema } from './recipe.ts';

const data = tinyData({ side: 6, classes: 3, train: 95, test: 10 });
const model = sequential({ input: [6, 6, 1], classes: 3 }, [
  flatten(),
  dense({ units: 16, activation: 'relu' }),
  dense({ units: 3 }),
]);
const options = { optimizer: sgd({ learningRate: 1 }), epochs: 1, batchSize: 16, threads: 1 };

describe('findLearningRate', () => {
  it('rises from 1e-7 and stops where the loss diverges, the same each time', async () => {
    const told: number[] = [];
    const find = () =>
      findLearningRate(model, data, {
        ...options,
        search: { end: 1e4 },
        onPoint: ({ learningRate }) => told.push(learningRate),
      });
    const first = await find();
    const { points, suggestion, stopped } = first;
    expect(told).toEqual(points.map(({ learningRate }) => learningRate));
    expect(points[0]!.learningRate).toBe(1e-7);
    expect(points[1]!.learningRate / points[0]!.learningRate).toBeCloseTo(1e11 ** (1 / 99), 8);
    expect(stopped).toBe('diverged');
    expect(suggestion).toBeGreaterThan(1e-6);
    expect(suggestion).toBeLessThan(10);
    // Smoothed by 0.98, with the bias of the beginning taken out.
    const [{ loss: a }, { loss: b, smoothedLoss }] = points as [(typeof points)[0], (typeof points)[0]];
    expect(smoothedLoss).toBeCloseTo((0.98 * a + b) / 1.98, 10);
    expect(await find()).toEqual(first);
  });

  it('goes to the end where nothing diverges', async () => {
    const { points, stopped } = await findLearningRate(model, data, {
      ...options,
      search: { end: 1e-5, steps: 8 },
    });
    expect(stopped).toBe('end');
    expect(points.at(-1)!.learningRate).toBeCloseTo(1e-5, 12);
    expect(points).toHaveLength(8);
  });

  it('is the same where another thread prepares the batches', async () => {
    const changes = { ...options, augment: [shift()], mix: mixup() };
    const search = { steps: 12, end: 1e-2 };
    const { threads, ...recipe } = changes;
    const training = parseOptions(trainingSchema, recipe, 'training');
    const setting = { model, training, data, provider: cpuProvider, threads, blockSize: machineBlockSize };
    const inPlace = searchLearningRate(setting, findOptionsSchema.parse(search));
    const points: FindPoint[] = [];
    for await (const point of inPlace) points.push(point);
    expect((await findLearningRate(model, data, { ...changes, search })).points).toEqual(points);
  });

  it('can be stopped, and refuses a search that is none', async () => {
    const controller = new AbortController();
    const stopping = {
      ...options,
      signal: controller.signal,
      onPoint: () => {
        controller.abort();
      },
    };
    await expect(findLearningRate(model, data, stopping)).rejects.toThrow('abort');
    const search = { start: 1, end: 0.1 };
    await expect(findLearningRate(model, data, { ...options, search })).rejects.toThrow(
      'search: end: expected a rate above the first, got 0.1',
    );
  });
});

describe('valleyOf', () => {
  // What fastai's valley gives for the losses that are left when the ends are taken off.
  it('is in the middle of the longest fall', () => {
    const losses = [9, 9, 9, 9, 8, 7, 6, 5, 4, 3, 2, 5, 9, 9, 9, 9, 9];
    const points = losses.map((smoothedLoss, index) => ({ learningRate: 10 ** (index - 10), smoothedLoss }));
    // From the second point on: the fall ends at 9 of 11 and has 8 points; 1 + 2 + 1 is 4.
    expect(valleyOf(points)).toBeCloseTo(10 ** -5, 12);
  });
});
