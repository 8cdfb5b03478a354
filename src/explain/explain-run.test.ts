import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activation } from '../nn/layers/activation.ts';
import { batchNorm } from '../nn/layers/batch-norm.ts';
import { conv2d } from '../nn/layers/conv2d.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { maxPool2d } from '../nn/layers/max-pool2d.ts';
import { sequential } from '../nn/model.ts';
import { ema } from '../optim/averages/ema.ts';
import { adam } from '../optim/optimizers/adam.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import type { Run } from '../runs/record.ts';
import { readPredictions, readRun } from '../runs/store.node.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { earlyStopping } from '../train/early-stopping.ts';
import { readTrainedModel } from '../train/read-trained-model.node.ts';
import { train, type TrainOptions } from '../train/train.node.ts';
import { classProbabilities } from './class-probabilities.ts';
import { explainRun } from './explain-run.node.ts';

const data = tinyData({ side: 8, classes: 4, train: 400, test: 50 });
const ends = { input: [8, 8, 1], classes: 4 } as const;
const convolutional = sequential(ends, [
  conv2d({ filters: 8, kernelSize: 3, padding: 'same' }),
  batchNorm(),
  activation('relu'),
  maxPool2d(),
  flatten(),
  dense({ units: 8, activation: 'relu' }),
  dense({ units: 4 }),
]);
const denseAlone = sequential(ends, [flatten(), dense({ units: 4 })]);

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-explain-'));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

async function trained(model: typeof convolutional, more: Partial<TrainOptions> = {}): Promise<Run> {
  const { folder } = await train(model, data, {
    ...{ optimizer: adam({ learningRate: 0.01 }), epochs: 6, batchSize: 20, threads: 1, runsDir: root },
    ...more,
  }).result;
  return readRun(folder!);
}

describe('readTrainedModel', () => {
  it.each<[string, Partial<TrainOptions>]>([
    ['the best epoch', { normalization: 'standard', epochs: 3 }],
    [
      'the averages of the last epoch, where the recipe wants the last',
      {
        epochs: 3,
        optimizer: adam({ learningRate: 0.01, average: ema({ decay: 0.9 }) }),
        stop: earlyStopping({ restoreBest: false, monitor: 'val.accuracy' }),
        loss: { type: 'crossEntropy', classWeights: 'balanced' },
      },
    ],
  ])('gives the model that the run predicts with: %s', async (_, more) => {
    const run = await trained(convolutional, more);
    const model = await readTrainedModel(run);
    const probabilities = await classProbabilities(model, data.test.images, { provider: cpuProvider });
    const { test } = (await readPredictions(run))!;
    expect(probabilities).toHaveLength(test.probabilities.length);
    probabilities.forEach((probability, at) => {
      expect(probability).toBeCloseTo(test.probabilities[at]!, 5);
    });
  });

  it('says where there is nothing to read, and what does not fit', async () => {
    const run = await trained(denseAlone, { epochs: 1 });
    const other = await trained(convolutional, { epochs: 1 });
    await expect(readTrainedModel({ ...run, record: other.record })).rejects.toThrow(
      'conv2d1.kernel is missing or has another shape',
    );
    await rm(join(run.folder, 'checkpoints'), { recursive: true });
    await expect(readTrainedModel(run)).rejects.toThrow('has no weights: it is complete');
  });
});

describe('explainRun', () => {
  it('looks into a convolutional network, and sees the bar that tells the class', async () => {
    const run = await trained(convolutional);
    const images = [...data.test.labels.keys()].slice(0, 20);
    const { maps, filters, embedding } = await explainRun(run, data, { images, embedded: 30, seed: 2 });
    expect(maps).toMatchObject({ method: 'gradcam', layer: 'maxPool2d1', height: 8, width: 8 });
    expect([...maps.indices]).toEqual(images);
    expect(Math.max(...maps.values)).toBe(255);
    const occluded = await explainRun(run, data, { images, method: 'occlusion', embedded: 0 });
    const rows = occluded.maps.values;
    // The class is the row of the bar, which patches of two pixels reach from beside it.
    const shares = images.map((index, at) => {
      const sum = (from: number, to: number) =>
        rows.subarray(at * 64 + from * 8, at * 64 + to * 8).reduce((all, value) => all + value, 0);
      const label = data.test.labels[index]!;
      return sum(Math.max(0, label - 1), label + 2) / sum(0, 8);
    });
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean).toBeGreaterThan(0.8);
    expect(filters).toMatchObject({ name: 'conv2d1.kernel', count: 8, height: 3, width: 3, channels: 1 });
    expect(embedding).toMatchObject({ count: 30, layer: 'dense1', features: 8 });
    expect(new Set(embedding!.indices).size).toBe(30);
    const said = (await readPredictions(run))!.test;
    embedding!.indices.forEach((index, at) => {
      expect(embedding!.labels[at]).toBe(said.labels[index]);
      const row = [...said.probabilities.subarray(index * 4, (index + 1) * 4)];
      expect(row[embedding!.predictions[at]!]).toBe(Math.max(...row));
    });
  });

  it('takes occlusion where there is no feature map, and only then', async () => {
    const run = await trained(denseAlone, { epochs: 2 });
    const { maps, filters, embedding } = await explainRun(run, data, {
      images: [3, 1],
      classes: [0, 2],
      embedded: 0,
    });
    expect(maps).toMatchObject({ method: 'occlusion', layer: undefined });
    expect([...maps.indices, ...maps.classes]).toEqual([3, 1, 0, 2]);
    expect(Math.max(...maps.values)).toBe(255);
    expect(filters).toMatchObject({ name: 'dense1.kernel', count: 4, height: 8, width: 8 });
    expect(embedding).toBeUndefined();
    const nothing = await explainRun(run, data, { images: [], embedded: 0 });
    expect([nothing.maps.values.length, nothing.maps.indices.length]).toEqual([0, 0]);
    await expect(explainRun(run, data, { images: [0], method: 'gradcam' })).rejects.toThrow(
      'Grad-CAM needs a model with a feature map',
    );
    await expect(explainRun(run, data, { images: [50] })).rejects.toThrow('there is no test image 50');
    const other = { ...data, digest: '1'.repeat(64) };
    await expect(explainRun(run, other, { images: [0] })).rejects.toThrow('was trained on other data');
  });
});
