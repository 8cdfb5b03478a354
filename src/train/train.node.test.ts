import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dense } from '../nn/layers/dense.ts';
import { flatten } from '../nn/layers/flatten.ts';
import { sequential } from '../nn/model.ts';
import { l2 } from '../nn/regularizers/l2.ts';
import { sgd } from '../optim/optimizers/sgd.ts';
import type { EpochRecord } from '../runs/record.ts';
import { readRun } from '../runs/store.node.ts';
import { decodeSafetensors } from '../runs/safetensors.ts';
import { tinyData } from '../testing/tiny-data.ts';
import type { TrainingCallback } from './callbacks.ts';
import { checkpointsSchema, epochCheckpoint, topEpochs } from './checkpoints.ts';
import type { TrainResult } from './train-result.node.ts';
import { resumeTraining, train, type TrainOptions } from './train.node.ts';

const data = tinyData({ side: 6, classes: 3, train: 70, test: 12 });
const model = sequential({ input: [6, 6, 1], classes: 3 }, [flatten(), dense({ units: 3 })]);
const runsDir = mkdtempSync(join(tmpdir(), 'atelier-train-'));

afterAll(() => {
  rmSync(runsDir, { recursive: true });
});

const options: TrainOptions = {
  ...{
    optimizer: sgd({ learningRate: 0.3 }),
    epochs: 4,
    batchSize: 10,
    validation: { count: 20 },
    threads: 1,
  },
  runsDir,
};
const start = (changes: Partial<TrainOptions> = {}) => train(model, data, { ...options, ...changes });
const onlyRun = (before: readonly string[]) =>
  join(
    runsDir,
    readdirSync(runsDir).find((id) => !before.includes(id))!,
  );

describe('a callback', () => {
  it('is waited for at every event, in order', async () => {
    const told: string[] = [];
    const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    const slow: TrainingCallback<TrainResult> = {
      onStart: ({ epochsDone }) => void told.push(`start ${epochsDone}`),
      onEpoch: async ({ epoch }: EpochRecord) => {
        told.push(`epoch ${epoch}`);
        await pause();
        told.push(`after ${epoch}`);
      },
      onEnd: async (result) => {
        const { accuracy } = await result.evaluate(data.test);
        told.push(`end ${result.bestEpoch > 0 && accuracy >= 0}`);
      },
    };
    const second = { onEpoch: ({ epoch }: EpochRecord) => void told.push(`second ${epoch}`) };
    const { folder, ...run } = await start({ epochs: 2, callbacks: [slow, second] }).result;
    expect(run.stopCause).toBe('epochs');
    expect(told).toEqual([
      'start 0',
      ...['epoch 1', 'after 1', 'second 1', 'epoch 2', 'after 2', 'second 2'],
      'end true',
    ]);
    expect((await readRun(folder!)).record.result).toMatchObject({ stopCause: 'epochs' });
  });

  it('may end training, with a reason that is kept, and the run can be resumed', async () => {
    const ending = {
      onEpoch: ({ epoch }: EpochRecord) => (epoch === 2 ? { stop: 'good enough' } : undefined),
    };
    const run = await start({ callbacks: [ending] }).result;
    expect(run).toMatchObject({ stopCause: 'callback', stopReason: 'good enough' });
    expect(run.history).toHaveLength(2);
    expect((await readRun(run.folder!)).record).toMatchObject({
      status: 'complete',
      result: { epochs: 2, stopReason: 'good enough', stopCause: 'callback' },
    });
    const resumed = await resumeTraining(run.folder!, data).result;
    const whole = await start().result;
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.stopReason).toBe('all 4 epochs done');
    await expect(resumeTraining(run.folder!, data).result).rejects.toThrow(
      'is complete (all 4 epochs done); there is nothing to resume',
    );
  });

  it.each<[string, TrainingCallback<TrainResult>, string]>([
    [
      'an error',
      { name: 'watcher', onEpoch: () => Promise.reject(new Error('no space')) },
      'callback watcher: onEpoch failed: no space',
    ],
    [
      'an answer that means nothing',
      { onStart: () => ({ end: true }) as never },
      "callback callbacks[0]: onStart must answer nothing or { stop: 'why' }",
    ],
  ])('that gives %s ends training with an error that names it', async (_, callback, message) => {
    const before = readdirSync(runsDir);
    await expect(start({ callbacks: [callback] }).result).rejects.toThrow(message);
    const folder = onlyRun(before);
    expect((await readRun(folder)).record.status).toBe('interrupted');
    const whole = await start().result;
    expect((await resumeTraining(folder, data).result).weights).toEqual(whole.weights);
  });
});

describe('the result of a run', () => {
  it('evaluates by the same loss as the run, with what regularizers add to it', async () => {
    const run = await start({ regularizers: [l2({ factor: 0.5 })], epochs: 1 }).result;
    expect(run.penalty).toBeGreaterThan(0.01);
    expect((await run.evaluate(data.test)).loss).toBeCloseTo(run.test.loss, 12);
    const bare = await start({ epochs: 1 }).result;
    expect(bare.penalty).toBe(0);
    expect((await bare.evaluate(data.test)).loss).toBeCloseTo(bare.test.loss, 12);
  });
});

describe('checkpoints', () => {
  const files = (folder: string) => readdirSync(join(folder, 'checkpoints')).sort();
  const tensors = (folder: string, name: string) =>
    decodeSafetensors(readFileSync(join(folder, 'checkpoints', `${name}.safetensors`))).tensors;

  it('keep the best few epochs and those of an interval, also when the run is resumed', async () => {
    const checkpoints = { best: { monitor: 'train.accuracy' }, top: 2, every: { steps: 8 } } as const;
    const ending = { onEpoch: ({ epoch }: EpochRecord) => (epoch === 2 ? { stop: 'a pause' } : undefined) };
    const whole = await start({ checkpoints }).result;
    const paused = await start({ checkpoints, callbacks: [ending] }).result;
    expect(files(paused.folder!)).toEqual([
      'best.safetensors',
      'epoch-0001.safetensors',
      'epoch-0002.safetensors',
      'last.safetensors',
      'step-00000008.safetensors',
    ]);
    const resumed = await resumeTraining(paused.folder!, data).result;
    const top = topEpochs({ checkpoints: checkpointsSchema.parse(checkpoints) }, whole.history).sort(
      (a, b) => a - b,
    );
    const expected = [
      'best.safetensors',
      ...top.map((epoch) => `${epochCheckpoint(epoch)}.safetensors`),
      'last.safetensors',
      'step-00000008.safetensors',
      'step-00000016.safetensors',
    ];
    expect(top).toHaveLength(2);
    expect(files(whole.folder!)).toEqual(expected);
    expect(files(resumed.folder!)).toEqual(expected);
    for (const file of [...top.map(epochCheckpoint), 'step-00000016', 'best']) {
      expect(tensors(resumed.folder!, file), file).toEqual(tensors(whole.folder!, file));
    }
    expect(tensors(whole.folder!, epochCheckpoint(whole.bestEpoch))).toEqual(tensors(whole.folder!, 'best'));
    expect(tensors(whole.folder!, 'step-00000016')).not.toEqual(tensors(whole.folder!, 'step-00000008'));
  });

  it('are refused where there is no folder for them', () => {
    const { runsDir: _, ...nowhere } = options;
    expect(() => train(model, data, { ...nowhere, checkpoints: { top: 1 } })).toThrow(
      'training: checkpoints.top needs a folder of runs',
    );
  });
});
