import { basename, dirname } from 'node:path';
import { DataError } from '../../core/errors.ts';
import { assembleDataset } from '../assemble-dataset.ts';
import { MAX_DATA_BYTES, readBoundedFile } from '../bounded-file.node.ts';
import { readClassNames } from '../class-names.node.ts';
import type { Examples } from '../dataset.ts';
import { classNamesFor, examplesFromIdx, type NamedIdx } from '../examples-from-idx.ts';
import { npyBytes, parseNpy, parseNpyHeader } from '../npy.ts';
import { readZipDirectory, readZipEntry, readZipEntryStart, type ZipEntry } from '../zip.node.ts';
import type { DataReader } from './reader.ts';

type Names = readonly [images: string, labels: string];

interface Convention {
  readonly train: Names;
  readonly validation?: Names;
  readonly test?: Names;
}

/** What the arrays are called: by Keras, by MedMNIST, and in files with one part. */
const CONVENTIONS: readonly Convention[] = [
  { train: ['x_train', 'y_train'], validation: ['x_val', 'y_val'], test: ['x_test', 'y_test'] },
  {
    train: ['train_images', 'train_labels'],
    validation: ['val_images', 'val_labels'],
    test: ['test_images', 'test_labels'],
  },
  { train: ['x', 'y'] },
  { train: ['images', 'labels'] },
];

type Archive = ReadonlyMap<string, ZipEntry>;

const has = (archive: Archive, [images, labels]: Names): boolean =>
  archive.has(`${images}.npy`) || archive.has(`${labels}.npy`);

function conventionOf(archive: Archive, path: string): Convention {
  const found = CONVENTIONS.find(({ train }) => has(archive, train));
  if (found !== undefined) return found;
  const names = [...archive.keys()].map((name) => name.replace(/\.npy$/, ''));
  throw new DataError(`${path}: cannot tell which of its arrays are images and labels`, {
    value: names.slice(0, 20),
    expected: CONVENTIONS.map(({ train }) => train.join(' and ')).join(', or '),
    hint: 'Write it with numpy.savez_compressed(path, x_train=…, y_train=…, x_test=…, y_test=…).',
  });
}

/** Reads one array; its own header and the archive's directory must agree before memory is taken for it. */
async function readArray(file: Buffer, archive: Archive, name: string, path: string): Promise<NamedIdx> {
  const entry = archive.get(`${name}.npy`);
  const where = `${path}: ${name}`;
  if (entry === undefined) {
    throw new DataError(`${path}: it has no array ${name}`, {
      value: [...archive.keys()].slice(0, 20),
      expected: `an array ${name}`,
      hint: 'Images and labels of a part go together.',
    });
  }
  const announced = npyBytes(parseNpyHeader(await readZipEntryStart(file, entry, where), where));
  if (announced !== entry.sizeBytes) {
    throw new DataError(`${where}: ${entry.sizeBytes} bytes, but its header announces ${announced}`, {
      value: entry.sizeBytes,
      expected: `${announced} bytes`,
      hint: 'The file is damaged: write or fetch it again.',
    });
  }
  return { where, array: parseNpy(await readZipEntry(file, entry, where), where) };
}

/** Images as bytes, whatever the width of the numbers that hold them. */
function asBytes({ where, array }: NamedIdx): NamedIdx {
  const { dims, dtype, data } = array;
  if (dtype === 'uint8') return { where, array };
  const outside = data.findIndex((value) => value < 0 || value > 255);
  if (outside === -1) return { where, array: { dims, dtype: 'uint8', data: Uint8Array.from(data) } };
  throw new DataError(`${where}: images hold ${data[outside]!} at index ${outside}`, {
    value: data[outside],
    expected: 'numbers from 0 to 255',
    hint: 'Scale them to bytes; for 16 bits: (x // 257).astype("uint8").',
  });
}

/** Reads an NPZ file, a zip of NumPy arrays, as Keras and MedMNIST publish them. */
export const readNpz: DataReader<'npz'> = async (spec, { name, signal }) => {
  const { path, firstLabel = 0, transposed = false } = spec;
  const file = await readBoundedFile(path);
  const archive = readZipDirectory(file, path);
  const convention = conventionOf(archive, path);
  const wanted = Object.values(convention).flat() as string[];
  const totalBytes = wanted.reduce((sum, array) => sum + (archive.get(`${array}.npy`)?.sizeBytes ?? 0), 0);
  if (totalBytes > MAX_DATA_BYTES) {
    throw new DataError(`${path}: ${totalBytes} bytes are too many`, {
      value: totalBytes,
      expected: `at most ${MAX_DATA_BYTES} bytes`,
      hint: 'Data sets are held in memory: use a smaller one.',
    });
  }
  const shapes: string[] = [];
  let imageShape: readonly [number, number, number] = [1, 1, 1];
  const readPart = async (names: Names | undefined): Promise<Examples | undefined> => {
    if (names === undefined || !has(archive, names)) return undefined;
    signal?.throwIfAborted();
    const images = asBytes(await readArray(file, archive, names[0], path));
    const labels = await readArray(file, archive, names[1], path);
    const { examples, shape } = examplesFromIdx(images, labels, { firstLabel, transposed });
    shapes.push(`${names[0]} [${shape.join(',')}]`);
    if (shapes.length > 1 && shape.join() !== imageShape.join()) {
      throw new DataError(`${path}: images of different shapes: ${shapes.join(', ')}`, {
        value: shapes,
        expected: 'one shape',
        hint: 'Use parts of one data set.',
      });
    }
    imageShape = shape;
    return examples;
  };
  const train = (await readPart(convention.train))!;
  const validation = await readPart(convention.validation);
  const test = await readPart(convention.test);
  const given = await readClassNames(dirname(path), basename(path).replace(/\.npz$/i, ''), firstLabel);
  const splits = [train, validation, test].filter((part) => part !== undefined);
  const classNames = classNamesFor(splits, given?.names, given?.path ?? path);
  return assembleDataset({ name, imageShape, classNames, origin: path, spec }, { train, validation, test });
};
