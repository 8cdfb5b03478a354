import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crc32 } from '../../core/crc32.ts';
import { loadDataset } from '../load-dataset.node.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-npz-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** What NumPy 2 writes for savez_compressed: x_train 0..23 [4,2,3], y_train int64, x_test [2,2,3], y_test '>i2' [2,1]. */
const BY_NUMPY =
  'UEsDBC0AAAAIAAAAIQBFgVML//////////8LABQAeF90cmFpbi5ucHkBABAAmAAAAAAAAABhAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6' +
  'Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6CkY6CsaaOgq1CuQBLgZGJmYWVjZ2Dk4ub' +
  'h5ePn4BQSFhEVExcQBQSwMELQAAAAgAAAAhADOkAOP//////////wsAFAB5X3RyYWluLm5weQEAEACgAAAAAAAAAEwAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaJjqaOgq1ChQALkYGVMAEpWHiAFBLAwQtAAAACAAAACEA6Cos6v//////////CgAUAHhfdGVzdC5ucHkBABAAjAAAAAAAAABUAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkBkrKmjUKtAHuBKSU1Lz8jMys7JzcsHAFBLAwQtAAAACAAAACEA5rRPOP//////////CgAUAHlfdGVzdC5ucHkBABAAhAAAAAAAAABKAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XaaSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CoaaOgq1CmQDLgYGBiYAUEsBAi0DLQAAAAgAAAAhAEWBUwthAAAAmAAAAAsAAAAAAAAAAAAAAIABAAAAAHhfdHJhaW4ubnB5UEsBAi0DLQAAAAgAAAAhADOkAONMAAAAoAAAAAsAAAAAAAAAAAAAAIABngAAAHlfdHJhaW4ubnB5UEsBAi0DLQAAAAgAAAAhAOgqLOpUAAAAjAAAAAoAAAAAAAAAAAAAAIABJwEAAHhfdGVzdC5ucHlQSwECLQMtAAAACAAAACEA5rRPOEoAAACEAAAACgAAAAAAAAAAAAAAgAG3AQAAeV90ZXN0Lm5weVBLBQYAAAAABAAEAOIAAAA9AgAAAAA=';

interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the directory says instead of the truth. */
  readonly claims?: { readonly sizeBytes?: number; readonly crc?: number; readonly method?: number };
  readonly stored?: boolean;
}

/** A zip archive, as NumPy would write it. */
function zip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, claims = {}, stored = false } of parts) {
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const method = claims.method ?? (stored ? 0 : 8);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(claims.crc ?? crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claims.sizeBytes ?? bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name)]));
    bodies.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

/** An array in NumPy's format, version 1. */
function npy(descr: string, shape: string, data: ArrayLike<number>, fortran = 'False'): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }\n`;
  const start = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${header}`, 'latin1');
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Uint8Array.from(data)]);
}

const images = (count: number): Part => ({
  name: 'x_train.npy',
  bytes: npy('|u1', `${count}, 2, 2`, new Array<number>(count * 4).fill(9)),
});
const labels = (values: readonly number[]): Part => ({
  name: 'y_train.npy',
  bytes: npy('|u1', `${values.length},`, values),
});
const TEN = Array.from({ length: 10 }, (_, index) => index % 2);

async function load(file: Uint8Array, name = 'set.npz') {
  const path = join(root, name);
  await writeFile(path, file);
  return loadDataset(path);
}

describe('an NPZ file', () => {
  it('is read as NumPy writes it, wide and big-endian labels included', async () => {
    const dataset = await load(Buffer.from(BY_NUMPY, 'base64'));
    expect(dataset).toMatchObject({ name: 'set', imageShape: [2, 3, 1], classNames: ['0', '1', '2'] });
    expect([...dataset.train.images]).toEqual([...Array(24).keys()]);
    expect([...dataset.train.labels]).toEqual([1, 0, 2, 1]);
    expect([...dataset.test.images]).toEqual([...Array(12).keys()].map((value) => value + 100));
    expect([...dataset.test.labels]).toEqual([0, 2]);
    expect(dataset.source).toEqual({ data: { type: 'npz', path: join(root, 'set.npz'), name: 'set' } });
  });

  it.each(['<u2', '>i4', '<i8', '>u8', '|i1'])('takes bytes that are held as %s', async (descr) => {
    const bytes = Number(descr[2]);
    const wide = [7, 120, 0, 3].flatMap((value) =>
      Array.from({ length: bytes }, (_, at) => (at === (descr.startsWith('>') ? bytes - 1 : 0) ? value : 0)),
    );
    const x = (part: string) => ({ name: `x_${part}.npy`, bytes: npy(descr, '2, 2, 1', wide) });
    const y = (part: string) => ({ ...labels([0, 1]), name: `y_${part}.npy` });
    const dataset = await load(zip([x('train'), y('train'), x('test'), y('test')]));
    expect([...dataset.train.images]).toEqual([7, 120, 0, 3]);
  });

  it('holds a fifth out for testing where it has one part, and takes names from beside', async () => {
    await writeFile(join(root, 'set-classes.txt'), 'even\nodd\n');
    const dataset = await load(zip([{ ...images(10), stored: true }, labels(TEN)]));
    expect(dataset.classNames).toEqual(['even', 'odd']);
    expect([...dataset.test.labels].sort()).toEqual([0, 1]);
    expect(dataset.train.labels).toHaveLength(8);
  });

  it('keeps the validation part of MedMNIST', async () => {
    const part = (name: string, values: readonly number[], shade: number): Part[] => [
      {
        name: `${name}_images.npy`,
        bytes: npy('|u1', `${values.length}, 1, 2, 3`, new Array<number>(values.length * 6).fill(shade)),
      },
      { name: `${name}_labels.npy`, bytes: npy('|u1', `${values.length}, 1`, values) },
    ];
    const dataset = await load(
      zip([...part('train', [0, 1], 1), ...part('val', [1, 0], 2), ...part('test', [1], 3)]),
    );
    expect(dataset.imageShape).toEqual([1, 2, 3]);
    expect([...dataset.train.labels]).toEqual([0, 1, 1, 0]);
    expect([...dataset.givenValidation!]).toEqual([2, 3]);
    expect(dataset.train.images[6 * 2]).toBe(2);
  });

  it('named like a known set does not pass for it', async () => {
    expect((await load(Buffer.from(BY_NUMPY, 'base64'), 'mnist.npz')).name).toBe('mnist-npz');
  });

  const bomb = new Uint8Array(5_000_000);
  bomb.set(npy('|u1', '10, 2, 2', new Array<number>(40).fill(9)));
  it.each<[string, () => Uint8Array, RegExp]>([
    ['text', () => Buffer.from('hello'), /not a zip archive, or cut short/],
    ['cut short', () => zip([images(10), labels(TEN)]).subarray(0, -40), /not a zip archive, or cut short/],
    [
      'a bomb that says what it is',
      () => zip([{ name: 'x_train.npy', bytes: bomb }, labels(TEN)]),
      /x_train: 5000000 bytes, but its header announces 1\d\d/,
    ],
    [
      'a bomb that lies',
      () =>
        zip([
          { name: 'x_train.npy', bytes: bomb, claims: { sizeBytes: images(10).bytes.length } },
          labels(TEN),
        ]),
      /x_train: it decompresses to more than it announces/,
    ],
    [
      'a size that its bytes cannot hold',
      () => zip([{ ...images(10), claims: { sizeBytes: 2_000_000_000 } }, labels(TEN)]),
      /x_train: \d+ bytes cannot hold 2000000000/,
    ],
    [
      'a wrong sum',
      () => zip([{ ...images(10), claims: { crc: 7 } }, labels(TEN)]),
      /x_train: wrong checksum/,
    ],
    [
      'another compression',
      () => zip([{ ...images(10), claims: { method: 12 } }, labels(TEN)]),
      /x_train: compression method 12 is not read/,
    ],
    ['a name twice', () => zip([images(10), images(10), labels(TEN)]), /it has "x_train.npy" twice/],
    ['no labels', () => zip([images(10)]), /it has no array y_train/],
    ['arrays of other names', () => zip([{ ...images(10), name: '../../x.npy' }]), /cannot tell which/],
    [
      'pickled objects',
      () => zip([{ name: 'x_train.npy', bytes: npy('|O', '10, 2, 2', []) }, labels(TEN)]),
      /x_train: holds objects of Python \(\|O\)/,
    ],
    [
      'floats',
      () => zip([{ name: 'x_train.npy', bytes: npy('<f4', '1, 1, 1', [0, 0, 0, 0]) }, { ...labels([0]) }]),
      /x_train: holds floating-point numbers \(<f4\)/,
    ],
    [
      'text labels',
      () =>
        zip([images(10), { name: 'y_train.npy', bytes: npy('<U5', '10,', new Array<number>(200).fill(0)) }]),
      /y_train: holds text \(<U5\)/,
    ],
    [
      'images of more than 8 bits',
      () => zip([{ name: 'x_train.npy', bytes: npy('<u2', '2, 1, 1', [255, 0, 0, 1]) }, labels([0, 1])]),
      /x_train: images hold 256 at index 1/,
    ],
    [
      'images below zero',
      () => zip([{ name: 'x_train.npy', bytes: npy('<i2', '2, 1, 1', [255, 255, 0, 0]) }, labels([0, 1])]),
      /x_train: images hold -1 at index 0/,
    ],
    [
      'columns first',
      () =>
        zip([
          { name: 'x_train.npy', bytes: npy('|u1', '1, 2, 2', [0, 0, 0, 0], 'True') },
          { ...labels([0]) },
        ]),
      /x_train: is stored column by column/,
    ],
    ['fewer labels', () => zip([images(10), labels([0, 1])]), /y_train: 2 labels for 10 images/],
    ['one class', () => zip([images(10), labels(TEN.map(() => 0))]), /only one class/],
  ])('is refused with %s', async (_, file, message) => {
    await expect(load(file())).rejects.toThrow(message);
  });
});
