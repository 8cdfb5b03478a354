import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecipe } from '../../src/cli/read-recipe.ts';
import { collectSetting } from '../../src/cli/set-option.ts';
import { atelier } from './run-cli.ts';

const layers = [
  { type: 'conv2d', filters: 4, kernelSize: 3 },
  { type: 'maxPool2d', poolSize: 2 },
  { type: 'flatten' },
  { type: 'dense', units: 10 },
];
const recipe = {
  $schema: './recipe.schema.json',
  data: 'kmnist',
  model: { input: [28, 28, 1], classes: 10, layers },
  optimizer: { type: 'adam', learningRate: 1e-3 },
  epochs: 1,
  batchSize: 8,
};

let root = '';
let path = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-recipe-'));
  path = join(root, 'mine.json');
  await writeFile(path, JSON.stringify(recipe));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const read = (...texts: string[]) => readRecipe(path, { set: texts.flatMap((text) => collectSetting(text)) });

describe('readRecipe', () => {
  it('takes a file that names its schema', async () => {
    expect((await read('epochs=4')).recipe).toMatchObject({ epochs: 4, seed: 0, data: 'kmnist' });
  });

  it.each([
    ['model.layers[0].filters=-3', 'model.layers[0].filters: expected a positive integer, got -3'],
    ['model.layers[0].filters=many', 'model.layers[0].filters: expected a positive integer, got "many"'],
    ['optimizer.learningRate=-0.1', 'optimizer.learningRate: expected a number above 0, got -0.1'],
    ['optimizer.learningRate=null', 'optimizer.learningRate: expected a number above 0 or a schedule'],
    ['optimizer.beta1=1', 'optimizer.beta1: expected a number from 0 to below 1, got 1'],
    ['epochs=0', 'epochs: expected a positive integer, got 0'],
    ['seed=-1', 'seed: expected a whole number from 0'],
    ['validation={"fraction":2}', 'validation.fraction: expected a number above 0 and below 1, got 2'],
    ['model=lenet', 'model: expected a model or one of ann'],
    ['model.layers[0].kernelSize=99', 'layers[0]: conv2d: a 99x99 window does not fit'],
    ['model.layers[1].poolSize=27', 'layers[1]: maxPool2d: a 27x27 window does not fit'],
    ['model.layers[2]={"type":"dropout","rate":0.5}', 'layers[3]: dense: needs [batch,features]'],
    ['model.layers[3].units=9', 'the last layer must give [batch,10]; got [8,9]'],
    ['model.input=[28,28,3]', 'model: input [28,28,3] does not fit the images of Kuzushiji-MNIST, [28,28,1]'],
    ['model.classes=11', 'model: 11 classes do not fit the 10 of Kuzushiji-MNIST'],
  ])('refuses %s before it knows any data', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as string,
    });
  });

  it('checks the shapes of a built-in model where the data are known by name', async () => {
    const checked = readRecipe('cnn', { set: collectSetting('optimizer.learningRate=-1') });
    await expect(checked).rejects.toThrow(
      'cnn with --set: optimizer.learningRate: expected a number above 0',
    );
  });

  it('refuses batches of one before batch norm', async () => {
    await expect(readRecipe('mlp', { batchSize: 1 })).rejects.toThrow(
      'layers[2]: batchNorm: needs two values a channel',
    );
  });
});

describe('commands that take a recipe', () => {
  it.each([
    [
      ['train', 'mine.json', '--set', 'model.layers[0].filters=-3'],
      /model\.layers\[0\]\.filters: expected a positive integer, got -3\n/,
    ],
    [
      ['compare', 'cnn', 'mine.json', '--set', 'epoch=3'],
      /^error: --set epoch: unknown option epoch\nexpected: .*\nhint: Did you mean epochs\?\n$/,
    ],
    [
      ['train', 'cnn', '--set', 'model.layers[2].rate=0.5'],
      /^error: --set model\.layers: model is no object that has layers\n/,
    ],
  ])('answer %j with 2, before any data are read', async (args, message) => {
    const { code, stdout, stderr } = await atelier([...args, '--offline', '--data', 'nowhere'], {
      cwd: root,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
