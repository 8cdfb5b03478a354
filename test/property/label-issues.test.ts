import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataUnavailableError } from '../../src/data/data-unavailable-error.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { fashionMnist } from '../../src/data/load-dataset.node.ts';
import { sketches } from '../../src/data/sketches/sketches.ts';
import { subsetDataset } from '../../src/data/subset.ts';
import { findLabelIssues } from '../../src/metrics/label-issues.ts';
import { ann } from '../../src/nn/presets/ann.ts';
import { adamW } from '../../src/optim/optimizers/adam-w.ts';
import { oneCycle } from '../../src/optim/schedules/one-cycle.ts';
import { mergeHeldOut } from '../../src/runs/held-out.ts';
import { readPredictions, readRun } from '../../src/runs/store.node.ts';
import { flipLabels } from '../../bench/flip-labels.ts';
import { crossValidate } from '../../src/train/cross-validation.node.ts';

let runsDir = '';
beforeEach(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'atelier-label-issues-'));
});
afterEach(async () => {
  await rm(runsDir, { recursive: true, force: true });
});

/** Cross-validates a small network on wrong labels, and puts together what its folds said. */
async function heldOutPredictions(data: Dataset) {
  const { folds } = await crossValidate(ann({ input: data.imageShape, classes: 10 }), data, {
    ...{ folds: 3, epochs: 6, batchSize: 64, seed: 1, threads: 1, layout: 'plain', runsDir },
    optimizer: adamW({ learningRate: oneCycle({ peak: 4e-3 }), weightDecay: 0.01 }),
  });
  const runs = folds.map(async ({ folder }) => {
    const run = await readRun(folder!);
    return { run, predictions: (await readPredictions(run))! };
  });
  return mergeHeldOut(await Promise.all(runs));
}

const small = async (data: Dataset): Promise<Dataset> => {
  const bytes = data.imageShape.reduce((product, side) => product * side, 1);
  const test = {
    images: data.test.images.subarray(0, 100 * bytes),
    labels: data.test.labels.subarray(0, 100),
  };
  return { ...(await subsetDataset(data, { count: 4000 })), test };
};

describe('labels flipped on purpose, one in twenty', () => {
  it.for([
    ['sketches', () => sketches({ trainCount: 4000, testCount: 100 })],
    ['Fashion-MNIST', async () => small(await fashionMnist({ offline: true }))],
  ] as const)('are found among %s by the folds of a small network', async ([, load], { skip }) => {
    const clean = await load().catch((error: unknown) => {
      if (error instanceof DataUnavailableError) return undefined;
      throw error;
    });
    if (clean === undefined) return skip('the data set is not on this machine');
    const { data, flipped } = await flipLabels(clean, 0.05, 7);
    const heldOut = await heldOutPredictions(data);
    expect(heldOut.indices).toEqual(Int32Array.from(data.train.labels.keys()));
    expect(heldOut.labels).toEqual(data.train.labels);
    const issues = findLabelIssues(heldOut);
    const right = issues.filter(({ example }) => flipped.has(example)).length;
    expect(right / flipped.size).toBeGreaterThanOrEqual(0.8);
    expect(right / issues.length).toBeGreaterThanOrEqual(0.5);
  });
});
