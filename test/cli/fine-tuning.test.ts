import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchPlaces } from '../../src/data/locate.node.ts';
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  flatten,
  loadDataset,
  maxPool2d,
  sequential,
  sketches,
  subsetDataset,
  train,
  type Dataset,
  type TrainOptions,
} from '../../src/index.ts';

const places = await searchPlaces('fashion-mnist');
const isHere = places.some(({ state }) => state === 'complete');

let runsDir = '';
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'atelier-fine-tuning-'));
});
afterAll(async () => {
  await rm(runsDir, { recursive: true, force: true });
});

const model = sequential({ input: [28, 28, 1], classes: 10 }, [
  conv2d({ filters: 16, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu' }),
  batchNorm(),
  maxPool2d(),
  flatten(),
  dense({ units: 32, activation: 'relu' }),
  dense({ units: 10 }),
]);
const ENOUGH = 0.68;

/** The first epoch that is good enough, or Infinity. */
async function epochsToEnough(data: Dataset, options: Pick<TrainOptions, 'seed' | 'init'>): Promise<number> {
  const optimizer = adam({ learningRate: 5e-3 });
  const how = { optimizer, batchSize: 32, epochs: 12, threads: 1, validation: { fraction: 0.5 } };
  const { history } = await train(model, data, { ...how, ...options }).result;
  return history.find(({ val }) => val!.accuracy >= ENOUGH)?.epoch ?? Infinity;
}

describe('fine-tuning from a Fashion-MNIST run', () => {
  it('reaches an accuracy on few other pictures in fewer epochs than from scratch', async ({ skip }) => {
    skip(!isHere, `Fashion-MNIST is in none of ${places.map(({ path }) => path).join(', ')}`);
    const all = await loadDataset('fashion-mnist', { offline: true });
    const test = { images: all.test.images.slice(0, 100 * 28 * 28), labels: all.test.labels.slice(0, 100) };
    const garments = await subsetDataset({ ...all, test }, { count: 8000 });
    const optimizer = adam({ learningRate: 2e-3 });
    const how = { optimizer, batchSize: 32, epochs: 3, seed: 1, threads: 1, validation: { count: 500 } };
    const { folder } = await train(model, garments, { ...how, runsDir }).result;
    const drawings = await subsetDataset(await sketches({ trainCount: 1000, testCount: 10 }), { count: 300 });
    // Other seeds than the source's, whose head would be drawn alike.
    for (const seed of [3, 4]) {
      const scratch = await epochsToEnough(drawings, { seed });
      const tuned = await epochsToEnough(drawings, { seed, init: { from: folder!, replaceHead: true } });
      console.log(`seed ${seed}: ${tuned} epochs after Fashion-MNIST, ${scratch} from scratch`);
      expect(tuned).toBeLessThan(scratch);
    }
  });
});
