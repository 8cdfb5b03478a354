import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../../src/index.ts';
import { atelier } from './run-cli.ts';
import { bitsOf, onlyRun, putSmallSet, smallRecipe } from './small-training.ts';

let root = '';
const small = ['train', 'small.json', '--data', 'corners', '--threads', '2'];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-train-'));
  await putSmallSet(join(root, 'corners'));
  await writeFile(join(root, 'small.json'), JSON.stringify(smallRecipe({ epochs: 3 })));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const run = (...args: string[]) => atelier(args, { cwd: root });

describe('atelier train', () => {
  it('trains on sketches, says first that they are not Fashion-MNIST, and keeps the run', async () => {
    const args = [
      'train',
      'ann',
      '--dataset',
      'sketches',
      '--epochs',
      '1',
      '--learning-rate',
      '1e-3',
      '--json',
    ];
    const { code, stdout, stderr } = await run(...args, '--seed', '9', '--name', 'first');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Note: This is not Fashion-MNIST/);
    expect(stderr).toMatch(/\n +1\/1 .* best\n/);
    const result = JSON.parse(stdout) as { folder: string; test: object; history: unknown[] };
    expect(result).toMatchObject({
      status: 'complete',
      name: 'first',
      seed: 9,
      epochs: 1,
      parameters: 109_386,
      data: { name: 'sketches', notice: expect.stringContaining('not Fashion-MNIST') as string },
      test: { count: 2000, interval: { low: expect.any(Number) as number } },
    });
    const folder = join(root, result.folder);
    expect((await readdir(folder)).sort()).toEqual([
      'checkpoints',
      'history.jsonl',
      'model.onnx',
      'predictions.safetensors',
      'run.json',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({
      status: 'complete',
      recipe: { model: { classes: 10 }, optimizer: { learningRate: { peak: 1e-3 } }, data: 'sketches' },
    });
  });

  it('gives the same bits for the same seed, others for another, and can train by a run’s own recipe', async () => {
    for (const [runs, ...args] of [['a'], ['b'], ['c', '--seed', '6']] as const) {
      expect(await run(...small, '--runs', runs, ...args)).toMatchObject({ code: 0 });
    }
    const [a, b, c] = await Promise.all(
      ['a', 'b', 'c'].map(async (runs) => await bitsOf(await onlyRun(join(root, runs)))),
    );
    expect(b).toEqual(a);
    expect((c as { model: string }).model).not.toBe((a as { model: string }).model);
    const again = ['train', await onlyRun(join(root, 'a')), ...small.slice(2), '--runs', 'again'];
    expect(await run(...again)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^small on corners\n/) as string,
    });
    expect(await bitsOf(await onlyRun(join(root, 'again')))).toEqual(a);
  });

  it('exports a model that onnxruntime runs by itself, for any batch, with the same accuracy', async () => {
    const { stdout } = await run(...small, '--runs', 'export', '--json');
    const { model, test } = JSON.parse(stdout) as { model: string; test: { accuracy: number } };
    const session = await InferenceSession.create(join(root, model));
    const data = await loadDataset('corners', { dataDir: join(root, 'corners') });
    const { images, labels } = data.test;
    for (const batch of [1, 7, labels.length]) {
      let hits = 0;
      for (let start = 0; start < labels.length; start += batch) {
        const count = Math.min(batch, labels.length - start);
        const bytes = images.subarray(start * 256, (start + count) * 256);
        const { probabilities } = await session.run({
          image: new Tensor('uint8', bytes, [count, 16, 16, 1]),
        });
        expect(probabilities!.dims).toEqual([count, 4]);
        const rows = probabilities!.data as Float32Array;
        for (let row = 0; row < count; row++) {
          const classes = [...rows.subarray(4 * row, 4 * row + 4)];
          expect(classes.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
          if (classes.indexOf(Math.max(...classes)) === labels[start + row]) hits++;
        }
      }
      expect(hits / labels.length).toBe(test.accuracy);
    }
  });

  it.each([
    [['nope'], 2, /^error: there is no recipe "nope"\nexpected: ann, mlp, cnn, deep-cnn, .*, or the path/],
    [['none.json'], 1, /^error: cannot read none\.json: no such file or folder\n/],
    [['broken.json'], 2, /^error: broken\.json: not valid JSON: /],
    [['wrong.json'], 2, /^error: wrong\.json: epochs: expected a positive integer, got "many"\n/],
    [['deep.json'], 2, /^error: deep\.json: model\.layers\[0\]\.filters: .*, got -3\n/],
    [['small.json', '--epochs', '0'], 2, /^error: --epochs must be a whole number, 1 or more; got "0"\n/],
    [['small.json', '--learning-rate', '-1'], 2, /^error: .*--learning-rate.*\n/],
    [['small.json', '--epoch', '3'], 2, /^error: unknown option '--epoch'\nhint: Did you mean --epochs\?\n/],
    [['small.json', '--layout', 'best'], 2, /^error: option '--layout <layout>' argument 'best' is invalid/],
    [['small.json', '--name', 'A b'], 2, /^error: small\.json with --name: name: expected a name of/],
    [['small.json', '--data', 'none'], 1, /^error: .*none does not exist\n/],
    [['small.json', '--data', 'cut'], 1, /^error: .*cut.train-images-idx3-ubyte: truncated/],
    [['ann', '--dataset', 'nope'], 2, /^error: unknown data set "nope"\n/],
  ])('answers %j with %d and says what is wrong', async (args, code, message) => {
    await writeFile(join(root, 'broken.json'), '{"epochs": 3,}');
    await writeFile(join(root, 'wrong.json'), JSON.stringify({ ...smallRecipe(), epochs: 'many' }));
    const layers = [{ type: 'conv2d', filters: -3, kernelSize: 3 }];
    await writeFile(
      join(root, 'deep.json'),
      JSON.stringify({ ...smallRecipe(), model: { input: [16, 16, 1], classes: 4, layers } }),
    );
    await putSmallSet(join(root, 'cut'));
    const images = join(root, 'cut', 'train-images-idx3-ubyte');
    await writeFile(images, (await readFile(images)).subarray(0, 1000));
    const result = await run('train', ...args, '--runs', 'refused');
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('    at ');
    expect(await readdir(root)).not.toContain('refused');
  });

  it('tells what is wrong with data that it read ahead', async () => {
    const cwd = join(root, 'damaged');
    const folder = join(cwd, 'data', 'fashion-mnist');
    await putSmallSet(folder);
    const images = join(folder, 'train-images-idx3-ubyte');
    await writeFile(images, (await readFile(images)).subarray(0, 1000));
    const { code, stdout, stderr } = await atelier(['train', 'ann'], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: .*fashion-mnist.train-images-idx3-ubyte: truncated/);
    expect(stderr).not.toContain('    at ');
  });
});

describe('atelier predict', () => {
  beforeAll(async () => {
    await run(...small, '--runs', 'models');
    const square = { create: { width: 32, height: 32, channels: 3 as const, background: '#e0e0e0' } };
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#202020' } })
      .composite([{ input: await sharp(square).png().toBuffer(), left: 32, top: 0 }])
      .removeAlpha()
      .png()
      .toFile(join(root, 'dark.png'));
    await sharp(join(root, 'dark.png')).negate().png().toFile(join(root, 'light.png'));
  });

  it('says what pictures show and what was done to them', async () => {
    const { code, stdout, stderr } = await run(
      'predict',
      'latest',
      'dark.png',
      'light.png',
      '--runs',
      'models',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^dark\.png\n {2}Read a PNG image of 64 × 64 pixels\.\n/);
    expect(stdout).toMatch(/\n {2}north-east +\d+\.\d\d% {2}━/);
    expect(stdout).toContain('\n\nlight.png\n');
    expect(stdout).toContain('try --invert yes');
  });

  it('gives JSON, the same for the file of the model and for a picture that is inverted back', async () => {
    const model = join(await onlyRun(join(root, 'models')), 'model.onnx');
    const { stdout } = await run(
      'predict',
      model,
      'dark.png',
      'light.png',
      '--invert',
      'auto',
      '--json',
      '--top',
      '4',
    );
    const { labels, predictions } = JSON.parse(stdout) as {
      labels: string[];
      predictions: { classes: { label: string; probability: number }[]; inverted: boolean }[];
    };
    expect(labels).toEqual(['north-west', 'north-east', 'south-west', 'south-east']);
    expect(predictions.map(({ inverted }) => inverted)).toEqual([false, true]);
    expect(predictions[0]!.classes).toHaveLength(4);
    expect(predictions[0]!.classes[0]!.label).toBe('north-east');
    expect(predictions[1]!.classes).toEqual(predictions[0]!.classes);
  });

  it.each([
    [['none', 'dark.png'], 1, /^error: there is no run "none"\n/],
    [['none.onnx', 'dark.png'], 1, /^error: cannot read none\.onnx: no such file/],
    [['junk.onnx', 'dark.png'], 1, /^error: junk\.onnx: not an ONNX model\n/],
    [['latest', 'none.png'], 1, /^error: cannot read none\.png: /],
    [['latest', 'small.json'], 1, /^error: small\.json: not an image that can be read/],
    [['latest', 'dark.png', '--top', '5'], 2, /^error: --top is 5, but the model has 4 classes\n/],
    [['latest'], 2, /^error: missing required argument 'images'\n/],
  ])('answers %j with %d and says what is wrong', async (args, code, message) => {
    await writeFile(join(root, 'junk.onnx'), 'no model');
    const result = await run('predict', ...args, '--runs', 'models');
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain('    at ');
  });
});

describe('atelier predict of several pictures', () => {
  const files = ['none.png', 'dark.png', 'small.json'];

  it('shows those that can be read, tells why the others cannot, and fails', async () => {
    const { code, stdout, stderr } = await run('predict', 'latest', ...files, '--runs', 'models');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dark\.png\n {2}Read a PNG image/);
    expect(stdout).not.toMatch(/none|small/);
    expect(stderr.match(/^error: .*/gm)).toEqual([
      expect.stringMatching(/cannot read none\.png/),
      expect.stringMatching(/small\.json: not an image/),
    ]);
  });

  it('gives both in one document with --json', async () => {
    const { code, stdout, stderr } = await run('predict', 'latest', ...files, '--runs', 'models', '--json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const document = JSON.parse(stdout) as {
      predictions: { file: string }[];
      unread: { file: string; error: { message: string } }[];
    };
    expect(document.predictions.map(({ file }) => file)).toEqual(['dark.png']);
    expect(document.unread.map(({ file }) => file)).toEqual(['none.png', 'small.json']);
    expect(document.unread[0]!.error.message).toContain('cannot read none.png');
  });

  it('says nothing but errors where none can be read', async () => {
    const { code, stdout, stderr } = await run(
      'predict',
      'latest',
      'none.png',
      'small.json',
      '--runs',
      'models',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.match(/^error: /gm)).toHaveLength(2);
  });
});

describe('atelier doctor', () => {
  it('says what there is and what would be used', async () => {
    const text = await run('doctor');
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/\n✓ Runtime +ONNX Runtime \d/);
    expect(text.stdout).toMatch(/\n. Kuzushiji-MNIST +/);
    const json = JSON.parse((await run('doctor', '--json')).stdout) as { data: { name: string }[] };
    expect(json).toMatchObject({
      healthy: true,
      providers: ['cpu'],
      versions: { node: process.versions.node },
    });
    expect(json.data.map(({ name }) => name)).toEqual(['fashion-mnist', 'mnist', 'kmnist']);
  });

  it('ends with 1 where runs cannot be kept', async () => {
    const { code, stdout } = await run('doctor', '--runs', 'small.json');
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n✗ Runs +\S+small\.json is not a folder/);
  });
});
