import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecipe } from '../../src/cli/read-recipe.ts';
import { encodeSafetensors } from '../../src/runs/safetensors.ts';
import { collectSetting } from '../../src/cli/set-option.ts';
import { atelier } from './run-cli.ts';
import { putSmallSet } from './small-training.ts';

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

const TOO_WIDE = 'augment[1].padding: 28 pixels cannot be reflected from images of 28 × 28';
const NO_MATCH = 'optimizer.groups[0].parameters: no parameter matches "cnov*"';

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
    ['model.layers[0].kernelSize=99', 'model.layers[0]: conv2d: a 99x99 window does not fit'],
    ['model.layers[1].poolSize=27', 'model.layers[1]: maxPool2d: a 27x27 window does not fit'],
    ['model.layers[2]={"type":"dropout","rate":0.5}', 'model.layers[3]: dense: needs [batch,features]'],
    ['model.layers[3].units=9', 'model: the last layer must give [batch,10]; got [8,9]'],
    ['model.input=[28,28,3]', 'model: input [28,28,3] does not fit the images of Kuzushiji-MNIST, [28,28,1]'],
    ['model.classes=11', 'model: 11 classes do not fit the 10 of Kuzushiji-MNIST'],
    ['data=kmnits', 'data: unknown data set "kmnits"'],
    ['augment=[{"type":"flip"},{"type":"crop","mode":"reflect","padding":28}]', TOO_WIDE],
    ['optimizer.groups=[{"parameters":"cnov*","frozen":true}]', NO_MATCH],
    [
      'regularizers=[{"type":"l2","factor":1,"parameters":"cnov*"}]',
      'regularizers[0].parameters: no parameter matches',
    ],
    ['normalization={"mean":[0.1,0.2,0.3],"deviation":[1,1,1]}', 'normalization: the images have 1 channel'],
    ['init.from=nowhere.safetensors', 'init.from: there is no file '],
    ['init.from=nowhere', 'init.from: there is no run "nowhere"'],
    ['init.from=latest', 'init.from: there is no latest run'],
  ])('refuses %s before it knows any data, with the file and the place in it', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`${path} with --set: ${message}`) as string,
    });
  });

  it('names the file alone where nothing was changed, and the options where some were', async () => {
    const wrong = join(root, 'wrong.json');
    const layers = [{ type: 'flatten' }, { type: 'dense', units: 9 }];
    await writeFile(wrong, JSON.stringify({ ...recipe, model: { ...recipe.model, layers } }));
    await expect(readRecipe(wrong, {})).rejects.toThrow(`${wrong}: model: the last layer must give`);
    const changed = readRecipe(path, { name: 'No Name', epochs: 2, set: collectSetting('seed=1') });
    await expect(changed).rejects.toThrow(`${path} with --set, --epochs, --name: name: expected a name of`);
  });

  it('refuses weights that do not fit the model', async () => {
    const weights = join(root, 'weights.safetensors');
    const tensor = { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) } as const;
    await writeFile(weights, encodeSafetensors(new Map([['conv2d1.bias', tensor]])));
    await expect(read(`init.from=${weights}`)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/with --set: init: .* does not fit the model: it lacks /) as string,
    });
  });

  it('checks what it can of a built-in model whose images are not known yet', async () => {
    const unknown = { ...recipe, model: 'resnet8', data: { type: 'folder', path: 'none', size: [24, 28] } };
    const folder = join(root, 'folder.json');
    await writeFile(folder, JSON.stringify(unknown));
    const readFolder = (text: string, size?: readonly [number, number]) =>
      readRecipe(folder, { set: collectSetting(text), ...(size && { size }) });
    const crop = (padding: number) => `augment=[{"type":"crop","mode":"reflect","padding":${padding}}]`;
    await expect(readFolder('optimizer.groups=[{"parameters":"cnov*","frozen":true}]')).rejects.toThrow(
      `${folder} with --set: ${NO_MATCH}`,
    );
    await expect(readFolder(crop(24))).rejects.toThrow('augment[0].padding: 24 pixels cannot be reflected');
    await expect(readFolder(crop(23))).resolves.toBeDefined();
    await expect(readFolder(crop(23), [20, 20])).rejects.toThrow('augment[0].padding: 23 pixels');
  });

  it('refuses what is nested beyond measure', async () => {
    const layers = `${'[{"type":"residual","layers":'.repeat(3000)}[]${'}]'.repeat(3000)}`;
    const deep = join(root, 'deep.json');
    await writeFile(deep, JSON.stringify(recipe).replace(/"layers":\[.*?\]/, `"layers":${layers}`));
    const refused = { exitCode: 2, message: `${deep}: model: nested more than 200 levels deep` };
    await expect(readRecipe(deep, {})).rejects.toMatchObject(refused);
    await expect(readRecipe(deep, { set: collectSetting('epochs=1') })).rejects.toMatchObject(refused);
  });

  it('checks the shapes of a built-in model where the data are known by name', async () => {
    const checked = readRecipe('cnn', { set: collectSetting('optimizer.learningRate=-1') });
    await expect(checked).rejects.toThrow(
      'cnn with --set: optimizer.learningRate: expected a number above 0',
    );
  });

  it('refuses batches of one before batch norm', async () => {
    await expect(readRecipe('mlp', { batchSize: 1 })).rejects.toThrow(
      'mlp with --batch-size: model.layers[2]: batchNorm: needs two values a channel',
    );
  });
});

describe('commands that take a recipe', () => {
  it.each([
    [
      ['train', 'mine.json', '--set', 'model.layers[0].filters=-3'],
      /^error: mine\.json with --set: model\.layers\[0\]\.filters: expected a positive integer, got -3\n/,
    ],
    [
      ['find-lr', 'mine.json', '--set', 'model.layers[0].kernelSize=99'],
      /^error: mine\.json with --set: model\.layers\[0\]: conv2d: a 99x99 window does not fit/,
    ],
    [
      ['train', 'mine.json', '--set', 'init.from=gone.safetensors'],
      /^error: mine\.json with --set: init\.from: there is no file \S+gone\.safetensors\n/,
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

  it.each([
    ['augment=[{"type":"crop","mode":"reflect","padding":16}]', 'augment[0].padding: 16 pixels cannot be'],
    ['batchSize=85', 'batchSize: the last batch of an epoch has one image'],
    ['subset.classes=["north-east","nowhere"]', 'subset.classes[1]: corners has no class "nowhere"'],
    ['optimizer.groups=[{"parameters":"dense9*","frozen":true}]', 'optimizer.groups[0].parameters: no param'],
  ])('name the recipe, too, where data of one’s own do not go with it: %s', async (text, message) => {
    await putSmallSet(join(root, 'corners'), 96, 8);
    const args = ['train', 'mlp', '--data', 'corners', '--set', 'validation={"count":10}', '--set', text];
    const { code, stdout, stderr } = await atelier(args, { cwd: root });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error: mlp with --set: ${message}`);
  });

  it('say that --folds takes the place of what a recipe holds out, where it names that', async () => {
    const args = ['train', 'mine.json', '--folds', '3', '--data', 'nowhere'];
    const note = /^Note: --folds 3 takes the place of "validation": \{"count":9\}\n/;
    const named = await atelier([...args, '--set', 'validation={"count":9}'], { cwd: root });
    expect(named.stderr).toMatch(note);
    const unnamed = await atelier(args, { cwd: root });
    expect(unnamed.stderr).not.toContain('--folds');
  });
});
