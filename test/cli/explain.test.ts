import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  dense,
  flatten,
  globalAveragePool2d,
  loadDataset,
  readRun,
  sequential,
  train,
} from '../../src/index.ts';
import type { Dataset, ModelSpec } from '../../src/index.ts';
import { readPredictions } from '../../src/runs/store.node.ts';
import { atelier } from './run-cli.ts';
import { putSmallSet, smallRecipe } from './small-training.ts';

let root: string;
let runs: string;
let data: Dataset;
let convolutional: string;
let denseAlone: string;
const { model, name: _, data: __, ...recipe } = smallRecipe({ epochs: 4 });

async function trained(spec: ModelSpec, name: string): Promise<string> {
  const options = { ...recipe, name, runsDir: runs, threads: 1 };
  return basename((await train(spec, data, options).result).folder!);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-explain-'));
  runs = join(root, 'runs');
  await putSmallSet(join(root, 'corners'));
  data = await loadDataset(join(root, 'corners'));
  convolutional = await trained(model as ModelSpec, 'conv');
  const ends = { input: [16, 16, 1], classes: 4 } as const;
  denseAlone = await trained(sequential(ends, [flatten(), dense({ units: 4 })]), 'dense');
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

interface Document {
  readonly run: string;
  readonly method: string;
  readonly layer?: string;
  readonly images: readonly {
    readonly test?: number;
    readonly file?: string;
    readonly label?: string;
    readonly prediction: string;
    readonly probability: number;
    readonly class: string;
    readonly targetProbability: number;
    readonly largestDrop?: number;
    readonly map: readonly (readonly number[])[];
  }[];
  readonly out: string;
}

async function explain(run: string, ...args: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await atelier(['explain', run, '--runs', runs, '--json', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Document;
}

async function sizeOf(path: string) {
  const { format, width, height } = await sharp(path).metadata();
  return { format, width, height };
}

describe('atelier explain', () => {
  it('takes a test image of each class, and says what the run said of them', async () => {
    const out = join(root, 'maps.png');
    const { images, method, layer, run } = await explain(convolutional, '--out', out);
    expect([run, method, layer]).toEqual([convolutional, 'gradcam', 'dropout1']);
    expect(images.map(({ test }) => test)).toEqual([0, 1, 2, 3]);
    expect(images.map(({ label }) => label)).toEqual(data.classNames);
    const said = (await readPredictions(await readRun(join(runs, convolutional))))!.test;
    images.forEach(({ prediction, probability, map, class: target }, at) => {
      const row = [...said.probabilities.subarray(at * 4, at * 4 + 4)];
      expect(probability).toBeCloseTo(Math.max(...row), 5);
      expect(prediction).toBe(data.classNames[row.indexOf(Math.max(...row))]);
      expect(target).toBe(prediction);
      expect([map.length, map[0]!.length]).toEqual([16, 16]);
    });
    expect(await sizeOf(out)).toMatchObject({ format: 'png', width: 2 * 20 + 4 * 260 + 3 * 24 });
  });

  it('looks at the worst mistakes, and for a class that is named', async () => {
    const out = join(root, 'wrong.png');
    const said = (await readPredictions(await readRun(join(runs, denseAlone))))!.test;
    const loss = (index: number) => -said.probabilities[index * 4 + said.labels[index]!]!;
    const { images, method } = await explain(
      denseAlone,
      '--wrong',
      '3',
      '--class',
      'south-west',
      '--out',
      out,
    );
    expect(method).toBe('occlusion');
    expect(images).toHaveLength(3);
    for (const { label, prediction, class: target, largestDrop } of images) {
      expect(prediction).not.toBe(label);
      expect(target).toBe('south-west');
      expect(largestDrop).toBeGreaterThan(-1);
    }
    const losses = images.map(({ test }) => loss(test!));
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
  });

  it('takes files beside test images, draws filters, and says in words how', async () => {
    const picture = join(root, 'square.png');
    const bytes = new Uint8Array(40 * 40);
    for (let y = 20; y < 40; y++) bytes.fill(220, y * 40 + 20, (y + 1) * 40);
    await sharp(bytes, { raw: { width: 40, height: 40, channels: 1 } })
      .png()
      .toFile(picture);
    const [out, filters] = [join(root, 'both.png'), join(root, 'filters.png')];
    const args = [picture, '--test', '7,2', '--out', out, '--filters', filters, '--runs', runs];
    const { code, stdout } = await atelier(['explain', denseAlone, ...args, '--patch', '4', '--fill', '0']);
    expect(code).toBe(0);
    expect(stdout).toContain('Occlusion, as the model has no feature map for Grad-CAM');
    expect(stdout).toMatch(/square\.png +south-east/);
    expect(stdout).toMatch(/test 7 +south-east/);
    expect(stdout).toContain('square.png: Read a PNG image of 40 × 40 pixels.');
    expect(stdout).toContain(`Filters: ${filters}`);
    expect(await sizeOf(filters)).toMatchObject({ format: 'png' });
    const alone = await explain(convolutional, picture, '--out', out);
    expect(alone.images).toMatchObject([{ file: picture, prediction: 'south-east' }]);
    expect(alone.images[0]).not.toHaveProperty('label');
  });

  it.each<[string, readonly string[], string, number]>([
    ['an index that is none', ['--test', '0,101'], 'there is no test image 101', 2],
    ['a list that is none', ['--test', '1;2'], '--test must be whole numbers', 2],
    ['a class that is none', ['--class', 'north-wast'], 'there is no class "north-wast"', 2],
    ['a picture that would be no PNG', ['--out', 'maps.jpg'], '--out must end in .png', 2],
    ['options of the other method', ['--patch', '3'], '--patch is an option of occlusion', 2],
    [
      'a patch that is too large',
      ['--method', 'occlusion', '--patch', '17'],
      'occlusion: size: expected at most',
      2,
    ],
    ['a file that is not there', ['nothing.png'], 'cannot read nothing.png', 1],
    ['data for files alone', ['nothing.png', '--data', 'x'], 'only files are named', 2],
    ['inversion of nothing', ['--invert', 'auto'], '--invert is for image files', 2],
    ['data elsewhere', ['--data', 'nowhere'], 'the test images cannot be had', 2],
  ])('refuses %s', async (____, args, message, expected) => {
    const run = ['explain', convolutional, '--runs', runs, ...args];
    const { code, stderr } = await atelier(run, { cwd: root });
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
  });

  it('refuses Grad-CAM without a feature map, and points to occlusion', async () => {
    const args = ['--method', 'gradcam', '--out', join(root, 'none.png')];
    const { code, stderr } = await atelier(['explain', denseAlone, '--runs', runs, ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain('Grad-CAM needs a model with a feature map');
    expect(stderr).toContain('--method occlusion');
    expect(await readdir(root)).not.toContain('none.png');
  });

  it('refuses a run without weights, one without predictions, and filters that are none', async () => {
    const id = await trained(
      sequential({ input: [16, 16, 1], classes: 4 }, [globalAveragePool2d(), dense({ units: 4 })]),
      'pooled',
    );
    const out = join(root, 'pooled.png');
    const args = ['explain', id, '--runs', runs, '--out', out];
    const filters = await atelier([...args, '--filters', join(root, 'pooled-filters.png')]);
    expect(await readdir(root)).not.toContain('pooled.png');
    expect([filters.code, filters.stderr]).toEqual([
      2,
      expect.stringContaining('no filters that could be drawn'),
    ]);
    await rm(join(runs, id, 'predictions.safetensors'));
    const wrong = await atelier([...args, '--wrong', '2']);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('has not kept what it said')]);
    await rename(join(runs, id, 'checkpoints'), join(runs, id, 'elsewhere'));
    const none = await atelier(args);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('has no weights')]);
    const nothing = await atelier(['explain', 'no-such-run', '--runs', runs]);
    expect([nothing.code, nothing.stderr]).toEqual([
      1,
      expect.stringContaining('there is no run "no-such-run"'),
    ]);
    expect(JSON.parse(await readFile(join(runs, id, 'run.json'), 'utf8'))).toMatchObject({
      status: 'complete',
    });
  });
});
