import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  crossValidate,
  loadDataset,
  listRuns,
  readRun,
  resumeTraining,
  train,
  type Dataset,
  type TrainOptions,
} from '../../src/index.ts';
import type { ModelSpec } from '../../src/nn/model.ts';
import { bitsOf, putSmallSet, smallRecipe } from './small-training.ts';

let root: string;
let data: Dataset;
const { model, name: _, data: __, ...recipe } = smallRecipe({ epochs: 3 });
const spec = model as ModelSpec;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-transfer-'));
  await putSmallSet(join(root, 'corners'), 160, 40);
  data = await loadDataset(join(root, 'corners'));
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const options = (more: Partial<TrainOptions> = {}): TrainOptions => ({
  ...recipe,
  validation: { count: 32 },
  runsDir: join(root, 'runs'),
  threads: 1,
  ...more,
});

/** Waits until a run that was stopped has been saved: `train` waits less than a second for its thread. */
async function untilSaved(runsDir: string, name: string): Promise<void> {
  const statuses = async () =>
    (await listRuns(runsDir)).flatMap((entry) =>
      entry.state === 'readable' && entry.run.record.name === name ? [entry.run.record.status] : [],
    );
  await expect.poll(statuses).toEqual(['interrupted']);
}

/** Trains until the first epoch is done, then stops; gives the folder. */
async function interrupted(more: Partial<TrainOptions>, at: 'start' | 'epoch'): Promise<string> {
  const stop = new AbortController();
  const run = train(spec, data, options({ ...more, signal: stop.signal }));
  let folder = '';
  const seen = (async () => {
    for await (const event of run) {
      if (event.type === 'start') folder = event.folder!;
      if (event.type === at) stop.abort(new Error('enough'));
    }
  })();
  await expect(run.result).rejects.toThrow('enough');
  await expect(seen).rejects.toThrow('enough');
  await untilSaved(join(root, 'runs'), more.name!);
  return folder;
}

describe('a run that begins with the weights of another', () => {
  it('goes on to the same bits without the other, pixels scaled as they were', async () => {
    const first = await train(spec, data, options({ name: 'first', epochs: 1 })).result;
    const source = basename(first.folder!);
    const more: Partial<TrainOptions> = {
      init: { from: source, replaceHead: true },
      normalization: 'standard',
      optimizer: { type: 'adam', learningRate: 1e-3, groups: [{ parameters: 'conv*', frozen: true }] },
    };
    const whole = await train(spec, data, options({ ...more, name: 'whole' })).result;
    expect(whole.weights['conv2d1.kernel']).toEqual(first.weights['conv2d1.kernel']);
    expect(whole.weights['dense1.kernel']).not.toEqual(first.weights['dense1.kernel']);
    const folders = [
      await interrupted({ ...more, name: 'stopped-early' }, 'start'),
      await interrupted({ ...more, name: 'stopped-late' }, 'epoch'),
    ];
    await rm(first.folder!, { recursive: true });
    const expected = await bitsOf(whole.folder!);
    for (const folder of folders) {
      await resumeTraining(folder, data).result;
      expect(await bitsOf(folder)).toEqual(expected);
    }
    const { record } = await readRun(folders[0]!);
    expect(record.init).toMatchObject({
      path: join(first.folder!, 'checkpoints', 'best.safetensors'),
      replaced: ['dense1.kernel', 'dense1.bias'],
      missing: [],
      unused: [],
    });
    expect(record.normalization!.mean).toHaveLength(1);
    expect(whole.model.normalization).toEqual(record.normalization);
  });

  it('that was killed before it had saved anything needs the other as it was', async () => {
    const first = await train(spec, data, options({ name: 'kept', epochs: 1 })).result;
    const more: Partial<TrainOptions> = { epochs: 1, init: { from: first.folder! } };
    const whole = await train(spec, data, options({ ...more, name: 'whole-too' })).result;
    const folder = await interrupted({ ...more, name: 'killed' }, 'start');
    await rm(join(folder, 'checkpoints'), { recursive: true });
    const source = join(first.folder!, 'checkpoints', 'best.safetensors');
    const bytes = await readFile(source);
    const changed = Uint8Array.from(bytes);
    changed[changed.length - 1]! ^= 1;
    await writeFile(source, changed);
    await expect(resumeTraining(folder, data).result).rejects.toThrow('is not the file any more');
    await writeFile(source, bytes);
    await resumeTraining(folder, data).result;
    expect(await bitsOf(folder)).toEqual(await bitsOf(whole.folder!));
  });

  it('is refused where the other is not there', async () => {
    const { result } = train(spec, data, options({ init: { from: 'nowhere.safetensors' } }));
    await expect(result).rejects.toMatchObject({
      code: 'option',
      message: expect.stringMatching(/^init\.from: there is no file .*nowhere\.safetensors$/) as string,
    });
  });
});

describe('crossValidate', () => {
  it('trains every fold once, goes on where it was stopped, and tells mean and deviation', async () => {
    const runsDir = join(root, 'folds');
    const { validation: ___, ...how } = options({ runsDir, epochs: 1, name: 'small' });
    const stop = new AbortController();
    const seen: number[] = [];
    const attempt = crossValidate(spec, data, { ...how, folds: 3, signal: stop.signal }, (event, fold) => {
      if (event.type === 'start') seen.push(fold);
      if (event.type === 'start' && fold === 2) stop.abort(new Error('enough'));
    });
    await expect(attempt).rejects.toThrow('enough');
    await untilSaved(runsDir, 'small-fold-2-of-3');
    const again: number[] = [];
    const result = await crossValidate(spec, data, { ...how, folds: 3 }, (event, fold) => {
      if (event.type === 'start') again.push(fold);
    });
    expect([seen, again]).toEqual([
      [1, 2],
      [2, 3],
    ]);
    expect(await readdir(runsDir)).toHaveLength(3);
    const accuracies = result.folds.map(({ validation }) => validation.accuracy);
    const mean = accuracies.reduce((sum, value) => sum + value, 0) / 3;
    const variance = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2;
    expect(result.validation.accuracy.mean).toBeCloseTo(mean, 12);
    expect(result.validation.accuracy.deviation).toBeCloseTo(Math.sqrt(variance), 12);
    const third = await crossValidate(spec, data, { ...how, folds: 3 }, () => {
      throw new Error('nothing is left to train');
    });
    expect(third).toEqual(result);
    const { record } = await readRun(result.folds[1]!.folder!);
    expect(record.recipe['validation']).toEqual({ folds: 3, fold: 2 });
    expect(record.data.validationCount + record.data.trainCount).toBe(160);
    await expect(crossValidate(spec, data, { ...how, folds: 1 })).rejects.toThrow(
      'training: validation.folds: expected a whole number of at least 2, got 1',
    );
  });
});
