import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../core/errors.ts';
import { DataUnavailableError } from './data-unavailable-error.ts';
import type { DatasetSource } from './dataset-source.ts';
import { downloadDataset } from './download.node.ts';
import { encodeIdx, type IdxArray } from './idx.ts';
import { fashionMnist, loadDataset, loadDefaultDataset, type LoadOptions } from './load-dataset.node.ts';

const uint8 = (dims: number[], value: (index: number) => number): IdxArray => ({
  dims,
  dtype: 'uint8',
  data: Uint8Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, index) => value(index)),
});

/** Six training and four test images of 2 × 3 pixels, labels 0 to 2. */
const small = (): Record<string, IdxArray> => ({
  'train-images-idx3-ubyte': uint8([6, 2, 3], (index) => index),
  'train-labels-idx1-ubyte': uint8([6], (index) => index % 3),
  't10k-images-idx3-ubyte': uint8([4, 2, 3], (index) => 100 + index),
  't10k-labels-idx1-ubyte': uint8([4], (index) => index % 3),
});

let root: string;
let folder: string;
let options: LoadOptions;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-load-'));
  folder = join(root, 'set');
  await mkdir(folder);
  options = { env: {}, cwd: root, home: root, platform: 'linux', offline: true };
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function put(files: Record<string, IdxArray>, { gzip = true, prefix = '' } = {}): Promise<void> {
  for (const [name, array] of Object.entries(files)) {
    const bytes = encodeIdx(array);
    await writeFile(join(folder, prefix + name + (gzip ? '.gz' : '')), gzip ? gzipSync(bytes) : bytes);
  }
}

const load = (name = 'mine', more: LoadOptions = {}) =>
  loadDataset(name, { ...options, dataDir: folder, ...more });

describe('loadDataset from a folder', () => {
  it('takes counts, sizes and classes from the files', async () => {
    await put(small());
    const dataset = await load();
    expect(dataset).toMatchObject({
      name: 'mine',
      imageShape: [2, 3, 1],
      classNames: ['0', '1', '2'],
      origin: folder,
    });
    expect([...dataset.train.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...dataset.test.images.subarray(0, 3)]).toEqual([100, 101, 102]);
    expect(dataset.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has the same digest for raw and compressed files, another for other contents', async () => {
    await put(small());
    const { digest } = await load();
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await put(small(), { gzip: false });
    expect((await load()).digest).toBe(digest);
    await put({ ...small(), 't10k-labels-idx1-ubyte': uint8([4], () => 1) }, { gzip: false });
    expect((await load()).digest).not.toBe(digest);
  });

  it('reads colour images and labels of two columns', async () => {
    await put({
      'train-images-idx4-ubyte': uint8([2, 2, 2, 3], (index) => index),
      'train-labels-idx2-int': { dims: [2, 3], dtype: 'int32', data: Int32Array.of(1, 77, 88, 0, 99, -5) },
      'test-images-idx4-ubyte': uint8([1, 2, 2, 3], (index) => index),
      'test-labels-idx2-int': { dims: [1, 3], dtype: 'int32', data: Int32Array.of(1, 2, 3) },
    });
    const dataset = await load();
    expect(dataset.imageShape).toEqual([2, 2, 3]);
    expect([...dataset.train.labels]).toEqual([1, 0]);
  });

  it('turns EMNIST upright, shifts the labels of letters and reads its mapping', async () => {
    const files = small();
    files['train-labels-idx1-ubyte'] = uint8([6], (index) => 1 + (index % 3));
    files['t10k-labels-idx1-ubyte'] = uint8([4], () => 3);
    await put(files, { prefix: 'emnist-letters-' });
    await writeFile(join(folder, 'emnist-letters-mapping.txt'), '1 65 97\n2 66 98\n3 67\n');
    const dataset = await load('emnist-letters');
    expect(dataset.imageShape).toEqual([3, 2, 1]);
    expect([...dataset.train.images.subarray(0, 6)]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...dataset.train.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect(dataset.classNames).toEqual(['Aa', 'Bb', 'C']);
    const asStored = await load('emnist-letters', { transposed: false });
    expect(asStored.imageShape).toEqual([2, 3, 1]);
  });

  it('reads class names, one a line', async () => {
    await put(small());
    await writeFile(join(folder, 'classes.txt'), '\uFEFFHat\r\n\r\n Scarf & tie \r\nGlove\r\n');
    expect((await load()).classNames).toEqual(['Hat', 'Scarf & tie', 'Glove']);
    await writeFile(join(folder, 'classes.txt'), 'Hat\nScarf\n');
    await expect(load()).rejects.toThrow(/classes.txt: 2 class names, but there is a label 2/);
    await writeFile(join(folder, 'classes.txt'), 'Hat\nScarf\nHat\n');
    await expect(load()).rejects.toThrow(/"Hat" occurs twice/);
  });

  it.each<[string, Record<string, IdxArray>, RegExp]>([
    ['counts that disagree', { 'train-labels-idx1-ubyte': uint8([5], () => 0) }, /5 labels for 6 images/],
    [
      'no images',
      { 'train-images-idx3-ubyte': uint8([0, 2, 3], () => 0) },
      /cannot use images of shape \[0,2,3\]/,
    ],
    ['exchanged files', { 'train-images-idx3-ubyte': uint8([6], () => 0) }, /images must be uint8 of 3 or 4/],
    [
      'a negative label',
      { 'train-labels-idx1-ubyte': { dims: [6], dtype: 'int8', data: Int8Array.of(0, 1, -1, 0, 0, 0) } },
      /label -1 at index 2 is out of range/,
    ],
    [
      'a wrong label that makes classes without images',
      {
        'train-images-idx3-ubyte': uint8([60, 2, 3], (index) => index),
        'train-labels-idx1-ubyte': uint8([60], (index) => (index === 7 ? 20 : index % 3)),
      },
      /the label 20 makes 21 classes, and no image is of 17 of them/,
    ],
    [
      'labels that are no integers',
      { 'train-labels-idx1-ubyte': { dims: [6], dtype: 'float32', data: new Float32Array(6) } },
      /labels must be integers/,
    ],
    [
      'other sizes for testing',
      { 't10k-images-idx3-ubyte': uint8([4, 3, 2], () => 0) },
      /but those for training are/,
    ],
  ])('refuses %s', async (_, changed, message) => {
    await put({ ...small(), ...changed });
    await expect(load()).rejects.toThrow(DataError);
    await expect(load()).rejects.toThrow(message);
  });

  it('names a file that is cut short, damaged or too long', async () => {
    await put(small());
    const path = join(folder, 'train-images-idx3-ubyte.gz');
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 12));
    await expect(load()).rejects.toThrow(`${path}: truncated: the compressed data ends too early`);
    const damaged = Buffer.from(bytes);
    damaged[bytes.length - 6]! ^= 1;
    await writeFile(path, damaged);
    await expect(load()).rejects.toThrow(/damaged: it cannot be decompressed \(incorrect data check\)/);
    await writeFile(
      path,
      gzipSync(Buffer.concat([encodeIdx(small()['train-images-idx3-ubyte']!), Buffer.alloc(9)])),
    );
    await expect(load()).rejects.toThrow(/trailing bytes/);
    await writeFile(path, '');
    await expect(load()).rejects.toThrow(`${path}: truncated: 0 bytes`);
  });

  it('does not decompress a gzip bomb', async () => {
    await put(small());
    const bomb = Buffer.alloc(60_000_000);
    bomb.set(encodeIdx(uint8([6], () => 0)));
    await writeFile(join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync(bomb));
    await expect(load()).rejects.toThrow(/decompresses to more than its header announces/);
  });

  it('says how to start labels at 1', async () => {
    await put({ ...small(), 'train-labels-idx1-ubyte': uint8([6], (index) => 1 + (index % 3)) });
    await writeFile(join(folder, 'classes.txt'), 'a\nb\nc\n');
    await expect(load()).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringContaining('first label') as string }) as Error,
    );
    await put({ ...small(), 't10k-labels-idx1-ubyte': uint8([4], () => 0) });
    await expect(load('mine', { firstLabel: 1 })).rejects.toThrow(/label 0 at index 0 is out of range/);
  });
});

describe('loadDataset of sets known by name', () => {
  it('names file, expected and actual sum where a file on disk is another', async () => {
    await put(small());
    await expect(load('fashion-mnist')).rejects.toThrow(
      /train-images-idx3-ubyte\.gz: wrong checksum: expected SHA-256 3aede38d\w+, got [0-9a-f]{64}$/,
    );
    await expect(load('kmnist')).rejects.toThrow(/expected MD5 bdb82020/);
  });

  it('refuses unknown names, and a folder for sketches', async () => {
    await expect(loadDataset('cifar', options)).rejects.toThrow(OptionError);
    await expect(loadDataset('cifar', options)).rejects.toThrow('unknown data set "cifar"');
    await expect(load('sketches')).rejects.toThrow('sketches is built in');
  });

  it('is unavailable offline where no folder has it', async () => {
    await expect(fashionMnist(options)).rejects.toThrow(DataUnavailableError);
  });

  it('stops at once for a signal that is aborted', async () => {
    await expect(fashionMnist({ ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('downloadDataset', () => {
  it('fetches only what the folder lacks, and the result loads', async () => {
    await put(small());
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      void readFile(join(folder, request.url!)).then((bytes) => response.end(bytes));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const name = (base: string) => ({ name: `${base}.gz` });
    const source: DatasetSource = {
      name: 'mine',
      title: 'Mine',
      imageShape: [4, 4, 1],
      classNames: ['a', 'b', 'c'],
      files: {
        trainImages: name('train-images-idx3-ubyte'),
        trainLabels: name('train-labels-idx1-ubyte'),
        testImages: name('t10k-images-idx3-ubyte'),
        testLabels: name('t10k-labels-idx1-ubyte'),
      },
      mirrors: [`http://127.0.0.1:${(server.address() as AddressInfo).port}/`],
      torchvisionFolder: 'Mine',
      licence: 'none',
    };
    const target = join(root, 'cache', 'mine');
    await mkdir(target, { recursive: true });
    const labels = 'train-labels-idx1-ubyte.gz';
    await writeFile(join(target, labels), await readFile(join(folder, labels)));
    await downloadDataset(source, target);
    server.close();
    expect(asked).not.toContain(`/${labels}`);
    expect(asked).toHaveLength(3);
    expect((await loadDataset('mine', { ...options, dataDir: target })).digest).toBe((await load()).digest);
  });
});

describe('loadDefaultDataset', () => {
  const few = { trainCount: 20, testCount: 10 };

  it('falls back to sketches only for lack of files, and says so', async () => {
    const dataset = await loadDefaultDataset({ ...options, ...few });
    expect(dataset.name).toBe('sketches');
    expect(dataset.notice).toMatch(/^Fashion-MNIST could not be had: .* This is not Fashion-MNIST/);
  });

  it('does not hide damaged files or a folder that is not usable', async () => {
    await put(small());
    await expect(loadDefaultDataset({ ...options, ...few, dataDir: folder })).rejects.toThrow(
      /wrong checksum/,
    );
    await expect(loadDefaultDataset({ ...options, ...few, dataDir: join(root, 'no') })).rejects.toThrow(
      /does not exist/,
    );
    const cached = join(root, 'data', 'fashion-mnist');
    await mkdir(join(root, 'data'));
    await rm(cached, { recursive: true, force: true });
    await rename(folder, cached);
    await expect(loadDefaultDataset({ ...options, ...few })).rejects.toThrow(/wrong checksum/);
  });
});

const official = new URL('../../../shared/fashion-mnist', import.meta.url).pathname;

describe.skipIf(!existsSync(official))('the official Fashion-MNIST files', () => {
  it('load, with their sums checked', async () => {
    const dataset = await fashionMnist({ ...options, dataDir: official });
    expect(dataset.train.labels).toHaveLength(60_000);
    expect(dataset.test.images).toHaveLength(10_000 * 28 * 28);
    expect([...dataset.train.labels.subarray(0, 5)]).toEqual([9, 0, 0, 3, 0]);
    expect(dataset.classNames[9]).toBe('Ankle boot');
  });
});
