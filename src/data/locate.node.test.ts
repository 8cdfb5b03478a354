import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../core/errors.ts';
import { recogniseFileName } from './idx-folder.node.ts';
import { locateDataset, searchPlaces, type SearchOptions, userCacheFolder } from './locate.node.ts';

const FILES = [
  'train-images-idx3-ubyte.gz',
  'train-labels-idx1-ubyte.gz',
  't10k-images-idx3-ubyte.gz',
  't10k-labels-idx1-ubyte.gz',
];

let root: string;
let nowhere: SearchOptions;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-locate-'));
  nowhere = { env: {}, cwd: join(root, 'work', 'project'), home: join(root, 'home'), platform: 'linux' };
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(folder: string, names: readonly string[] = FILES): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of names) await writeFile(join(folder, name), '');
  return folder;
}

describe('recogniseFileName', () => {
  it.each([
    ['train-images-idx3-ubyte.gz', '', 'trainImages'],
    ['t10k-labels-idx1-ubyte', '', 'testLabels'],
    ['train-images.idx3-ubyte', '', 'trainImages'],
    ['emnist-letters-test-images-idx3-ubyte.gz', 'emnist-letters', 'testImages'],
    ['qmnist-train-labels-idx2-int.gz', 'qmnist', 'trainLabels'],
    ['test_labels.gz', '', 'testLabels'],
    ['cifar-train-images-idx4-ubyte', 'cifar', 'trainImages'],
  ])('%s', (name, prefix, role) => {
    expect(recogniseFileName(name)).toMatchObject({ prefix, role });
  });

  it.each([
    'train-images-idx3-ubyte.gz.part',
    'README.md',
    'images.gz',
    'train-images.zip',
    'constrain-images',
  ])('is not %s', (name) => {
    expect(recogniseFileName(name)).toBeUndefined();
  });
});

describe('searchPlaces', () => {
  it('lists every place in order, with what was found there', async () => {
    const env = { ATELIER_DATA: join(root, 'given') };
    await put(join(root, 'work', 'shared', 'fashion-mnist'));
    await put(join(root, 'home', '.keras', 'datasets', 'fashion-mnist'), FILES.slice(0, 3));
    const places = await searchPlaces('fashion-mnist', { ...nowhere, env });
    expect(places.map(({ label, path, state }) => [label, path.slice(root.length), state])).toEqual([
      ['ATELIER_DATA', '/given', 'missing'],
      ['ATELIER_DATA', '/given/fashion-mnist', 'missing'],
      ['ATELIER_DATA', '/given/FashionMNIST/raw', 'missing'],
      ['data folder', '/work/project/data/fashion-mnist', 'missing'],
      ['shared folder', '/work/shared/fashion-mnist', 'complete'],
      ['Keras cache', '/home/.keras/datasets/fashion-mnist', 'partial'],
      ['torchvision', '/work/project/data/FashionMNIST/raw', 'missing'],
      ['torchvision', '/home/data/FashionMNIST/raw', 'missing'],
      ['torchvision', '/home/.cache/torch/FashionMNIST/raw', 'missing'],
      ['Atelier cache', '/home/.cache/atelier/fashion-mnist', 'missing'],
    ]);
    expect(places[5]?.missing).toEqual(['testLabels']);
  });

  it('refuses names that would leave their folder', async () => {
    await expect(searchPlaces('../../etc', nowhere)).rejects.toThrow(OptionError);
    await expect(searchPlaces('a/b', nowhere)).rejects.toThrow('cannot use "a/b" as the name of a data set');
  });
});

describe('locateDataset', () => {
  it('takes the first place that has all files, whether compressed or not', async () => {
    await put(join(root, 'work', 'project', 'data', 'mnist'), FILES.slice(1));
    const raw = FILES.map((name) => name.replace('.gz', ''));
    const folder = await put(join(root, 'work', 'project', 'data', 'MNIST', 'raw'), raw);
    await put(join(root, 'home', '.cache', 'atelier', 'mnist'));
    const found = await locateDataset('mnist', nowhere);
    expect(found?.path).toBe(folder);
    expect(found?.files.trainImages).toBe(join(folder, 'train-images-idx3-ubyte'));
  });

  it('prefers a compressed file, whose sum is known, to the raw one beside it', async () => {
    const folder = await put(join(root, 'both'), [...FILES, 'train-images-idx3-ubyte']);
    const found = await locateDataset('mnist', { ...nowhere, dataDir: folder });
    expect(found?.files.trainImages).toBe(join(folder, FILES[0]!));
  });

  it('puts ATELIER_DATA first, itself or a folder in it', async () => {
    await put(join(root, 'work', 'project', 'data', 'mnist'));
    const inner = await put(join(root, 'given', 'mnist'));
    const env = { ATELIER_DATA: join(root, 'given') };
    expect((await locateDataset('mnist', { ...nowhere, env }))?.path).toBe(inner);
    const outer = await put(join(root, 'given'));
    expect((await locateDataset('mnist', { ...nowhere, env }))?.path).toBe(outer);
  });

  it('is undefined where nothing is found', async () => {
    expect(await locateDataset('mnist', nowhere)).toBeUndefined();
  });

  it('never passes over a folder that was given', async () => {
    await put(join(root, 'work', 'project', 'data', 'mnist'));
    const given = await put(join(root, 'given'), FILES.slice(0, 3));
    const locate = (dataDir: string) => locateDataset('mnist', { ...nowhere, dataDir });
    await expect(locate(given)).rejects.toThrow(`--data: ${given} lacks t10k-labels`);
    await expect(locate(join(root, 'absent'))).rejects.toThrow(/--data: .*absent does not exist/);
    await expect(locate(join(root, 'work'))).rejects.toThrow(/--data: .*work has no IDX files/);
    await expect(locate(join(given, FILES[0]!))).rejects.toThrow(/is not a folder/);
    const env = { ATELIER_DATA: join(root, 'absent') };
    await expect(locateDataset('mnist', { ...nowhere, env })).rejects.toThrow(
      /ATELIER_DATA: .*does not exist/,
    );
  });

  it('tells sets in one folder apart by the start of their file names', async () => {
    const names = (prefix: string) => FILES.map((name) => `${prefix}-${name.replace('t10k', 'test')}`);
    const folder = await put(join(root, 'gzip'), [...names('emnist-letters'), ...names('emnist-digits')]);
    const locate = (name: string) => locateDataset(name, { ...nowhere, dataDir: folder });
    expect((await locate('emnist-letters'))?.files.testImages).toContain('emnist-letters-test-images');
    await expect(locate('letters')).rejects.toThrow(DataError);
    await expect(locate('letters')).rejects.toThrow(/has emnist-digits, emnist-letters, but not letters/);
  });

  it('does not take other files for a set that is known by name', async () => {
    const folder = await put(
      join(root, 'one'),
      FILES.map((name) => `emnist-letters-${name}`),
    );
    await expect(locateDataset('fashion-mnist', { ...nowhere, dataDir: folder })).rejects.toThrow(
      'has emnist-letters, but not fashion-mnist',
    );
    expect((await locateDataset('mine', { ...nowhere, dataDir: folder }))?.prefix).toBe('emnist-letters');
  });
});

describe('userCacheFolder', () => {
  it('is where each system keeps caches', () => {
    const at = (platform: NodeJS.Platform, env = {}) => userCacheFolder({ env, home: '/h', platform });
    expect(at('linux')).toBe('/h/.cache/atelier');
    expect(at('darwin')).toBe('/h/Library/Caches/atelier');
    expect(at('win32', { LOCALAPPDATA: '/l' })).toBe('/l/atelier');
    expect(at('linux', { XDG_CACHE_HOME: '/x' })).toBe('/x/atelier');
  });
});
