import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { AtelierError, DataError, OptionError } from '../../core/errors.ts';
import { assembleDataset } from '../assemble-dataset.ts';
import { MAX_DATA_BYTES, unreadable } from '../bounded-file.node.ts';
import { readClassNames } from '../class-names.node.ts';
import { CsvImageParser, type CsvImages } from '../csv-images.ts';
import { heightAndWidth, type DataFormatOf } from '../data-spec.ts';
import { classNamesFor, examplesFromIdx } from '../examples-from-idx.ts';
import type { DataReader } from './reader.ts';

type CsvSpec = DataFormatOf<'csv'>;

/** Whether a file begins as gzip does, whatever its name. */
async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function parseFile(path: string, signal: AbortSignal | undefined): Promise<CsvImages> {
  const parser = new CsvImageParser(path, MAX_DATA_BYTES);
  try {
    if (!(await stat(path)).isFile())
      throw new DataError(`${path} is not a file`, { value: path, expected: 'a CSV file' });
    const compressed = await isGzip(path);
    const file = createReadStream(path, { highWaterMark: 2 ** 20 });
    const text = compressed ? file.pipe(createGunzip({ chunkSize: 2 ** 20 })) : file;
    // The parser holds images alone and refuses what is none, so a bomb ends at the limit for images.
    file.on('error', (error) => text.destroy(error));
    try {
      for await (const chunk of text) {
        signal?.throwIfAborted();
        parser.push(chunk as Buffer);
      }
    } finally {
      file.destroy();
    }
  } catch (error) {
    if (error instanceof AtelierError || signal?.aborted === true) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_')) throw unreadable(path, error);
    throw new DataError(`${path}: damaged: it cannot be decompressed (${code})`, {
      value: path,
      expected: 'a whole gzip file',
      hint: 'Delete the file and fetch it again.',
      cause: error,
    });
  }
  return parser.finish();
}

/** Height, width and channels of rows of so many pixels: as the options say, else a square of grey or of colour. */
function shapeOf(pixels: number, { size, channels, path }: CsvSpec): [number, number, number] {
  const given = size === undefined ? undefined : heightAndWidth(size);
  for (const depth of channels === undefined ? [1, 3] : [channels]) {
    const side = Math.sqrt(pixels / depth);
    const [height, width] = given ?? [side, side];
    if (Number.isInteger(height) && height * width * depth === pixels) return [height, width, depth];
  }
  const wanted = given === undefined ? 'a square' : `${given.join(' × ')}${channels ? ` × ${channels}` : ''}`;
  throw new OptionError(`${path}: ${pixels} pixels a row do not make ${wanted}`, {
    value: pixels,
    expected: 'height × width × channels pixels a row',
    hint: 'Give size as [height, width] and channels as 1 or 3 (--size 28x20 --channels 1).',
  });
}

const PARTS = { train: ['train', 'training'], test: ['test', 'testing'] } as const;

/** The file of a part in a folder: `train.csv`, `mnist_train.csv.gz` and the like. */
function partFile(folder: string, names: readonly string[], part: keyof typeof PARTS): string | undefined {
  const pattern = new RegExp(`^([^.].*[-_.])?(${PARTS[part].join('|')})\\.csv(\\.gz)?$`, 'i');
  const found = names.filter((name) => pattern.test(name)).sort();
  if (found.length > 1) {
    throw new DataError(`${folder} has ${found.join(' and ')}`, {
      value: found,
      expected: `one CSV file of the ${part} part`,
      hint: 'Name the files: { "type": "csv", "path": …, "testPath": … }.',
    });
  }
  return found[0] === undefined ? undefined : join(folder, found[0]);
}

/** The CSV files among the names in a folder that are the parts of a data set. */
export function csvParts(
  folder: string,
  names: readonly string[],
): { readonly train: string | undefined; readonly test: string | undefined } {
  return { train: partFile(folder, names, 'train'), test: partFile(folder, names, 'test') };
}

async function partsOf({ path, testPath }: CsvSpec) {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    (error: unknown) => {
      throw unreadable(path, error);
    },
  );
  if (!isFolder) return { folder: dirname(path), train: path, test: testPath };
  const { train, test } = csvParts(path, await readdir(path));
  if (train !== undefined) return { folder: path, train, test: testPath ?? test };
  throw new DataError(`${path} has no CSV file of a training part`, {
    value: path,
    expected: 'train.csv or train.csv.gz, and with it test.csv or test.csv.gz',
    hint: 'Name the file itself.',
  });
}

/** Reads CSV files in the layout of MNIST: the label, then the pixels, a row an image. */
export const readCsv: DataReader<'csv'> = async (spec, { name, signal }) => {
  const { path, firstLabel = 0, transposed = false } = spec;
  const { folder, ...files } = await partsOf(spec);
  const readPart = async (where: string) => {
    const { labels, images, pixels } = await parseFile(where, signal);
    const [height, width, channels] = shapeOf(pixels, spec);
    const dims = [labels.length, height, width, channels];
    return examplesFromIdx(
      { where, array: { dims, dtype: 'uint8', data: images } },
      { where, array: { dims: [labels.length], dtype: 'int32', data: labels } },
      { firstLabel, transposed },
    );
  };
  const train = await readPart(files.train);
  const test = files.test === undefined ? undefined : await readPart(files.test);
  if (test !== undefined && test.shape.join() !== train.shape.join()) {
    throw new DataError(
      `${files.test!}: images of [${test.shape.join(',')}], but those for training are [${train.shape.join(',')}]`,
      {
        value: test.shape,
        expected: `[${train.shape.join(',')}]`,
        hint: 'Use files of one data set.',
      },
    );
  }
  const stem = basename(files.train).replace(/\.csv(\.gz)?$/i, '');
  const given = await readClassNames(folder, stem, firstLabel);
  const splits = test === undefined ? [train.examples] : [train.examples, test.examples];
  const classNames = classNamesFor(splits, given?.names, given?.path ?? path);
  return assembleDataset(
    { name, imageShape: train.shape, classNames, origin: path, spec },
    { train: train.examples, test: test?.examples },
  );
};
