import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseOptions } from '../core/parse-options.ts';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import { readRun } from '../runs/store.node.ts';
import { tinyData } from '../testing/tiny-data.ts';
import { trainingSchema, type TrainingOptions } from './recipe.ts';
import type { Emit } from './drive-training.node.ts';
import { runTraining, type TrainingRequest } from './run-training.node.ts';

const data = tinyData({ side: 6, classes: 3, train: 70, test: 12 });
const model = sequential({ input: [6, 6, 1], classes: 3 }, [flatten(), dense({ units: 3 })]);
const runsDir = mkdtempSync(join(tmpdir(), 'atelier-run-training-'));

afterAll(() => {
  rmSync(runsDir, { recursive: true });
});

const request = (changes: Partial<TrainingOptions> = {}): TrainingRequest => ({
  ...{ kind: 'new', name: 'small', model, data, runsDir, threads: 1 },
  training: parseOptions(
    trainingSchema,
    {
      optimizer: sgd({ learningRate: 0.3 }),
      epochs: 4,
      batchSize: 10,
      validation: { count: 20 },
      ...changes,
    },
    'training',
  ),
});

const enoughAfterTwo: Emit = (event) =>
  Promise.resolve(event.type === 'epoch' && event.epoch === 2 ? 'enough' : undefined);

/** Stops a run as soon as an event comes that `at` chooses; gives its folder. */
async function stopped(work: TrainingRequest, emit: Emit, at: (event: Parameters<Emit>[0]) => boolean) {
  let stop = false;
  let folder = '';
  const told: Emit = (event) => {
    if (event.type === 'start') folder = event.folder!;
    stop ||= at(event);
    return emit(event);
  };
  await expect(runTraining(work, told, () => stop)).rejects.toThrow();
  return folder;
}

const resumed = (folder: string, emit: Emit) =>
  runTraining({ kind: 'resume', folder, data }, emit, () => false);
const silent: Emit = () => Promise.resolve(undefined);

describe('a run that a callback or a budget has ended', () => {
  it.each<[string, Partial<TrainingOptions>, Emit]>([
    ['callback', {}, enoughAfterTwo],
    ['budget', { budget: { minutes: 1e-9 } }, silent],
  ])('ends there, too, where it is stopped before it is complete: %s', async (cause, changes, emit) => {
    const whole = await runTraining(request(changes), emit, () => false);
    expect(whole.stopCause).toBe(cause);
    const isTest = (event: Parameters<Emit>[0]) => event.type === 'evaluation' && event.purpose === 'test';
    const folder = await stopped(request(changes), emit, isTest);
    expect((await readRun(folder)).record.status).toBe('interrupted');
    const again = await resumed(folder, silent);
    expect(again).toMatchObject({ stopCause: cause, stopReason: whole.stopReason });
    expect(again.weights).toEqual(whole.weights);
  });

  it('goes on where that is asked for once it is complete, even if it is killed at once', async () => {
    const whole = await runTraining(request(), silent, () => false);
    const { folder } = await runTraining(request(), enoughAfterTwo, () => false);
    // As if the process were killed there: nothing is saved any more.
    const killed = resumed(folder!, () => Promise.reject(new Error('killed')));
    await expect(killed).rejects.toThrow('killed');
    const { stopCause, weights } = await resumed(folder!, silent);
    expect(stopCause).toBe('epochs');
    expect(weights).toEqual(whole.weights);
  });
});

describe('an epoch', () => {
  it('is told before it is saved, with its best weights in place, so that what a callback answers is not lost', async () => {
    const saved: number[] = [];
    let folder = '';
    const emit: Emit = async (event) => {
      if (event.type === 'start') folder = event.folder!;
      if (event.type === 'epoch') saved.push((await readRun(folder)).history.length);
      return undefined;
    };
    await runTraining(request({ epochs: 2 }), emit, () => false);
    expect(saved).toEqual([0, 1]);
  });
});
