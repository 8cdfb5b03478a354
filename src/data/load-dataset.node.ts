import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataError, OptionError } from '../core/errors.ts';
import { parseOptions } from '../core/parse-options.ts';
import { dataFormatSchema, dataSpecSchema, type DataFormat, type DataSpec } from './data-spec.ts';
import { DataUnavailableError } from './data-unavailable-error.ts';
import type { Dataset } from './dataset.ts';
import { detectFormat, isDataPath, nameFromPath } from './detect-format.node.ts';
import { downloadDataset, type DownloadOptions } from './download.node.ts';
import type { IdxConventions } from './examples-from-idx.ts';
import { downloadFolder, locateDataset, searchPlaces, type SearchOptions } from './locate.node.ts';
import { readDataset } from './read-dataset.node.ts';
import { readFormat } from './readers/index.node.ts';
import { checkDatasetName, datasetNames, findDatasetSource } from './registry.ts';
import type { SketchesOptions } from './sketches/sketches.ts';

/** How to find and read a data set. */
export interface LoadOptions extends SearchOptions, DownloadOptions, IdxConventions {
  /** Whether to do without the network; false unless given. */
  readonly offline?: boolean | undefined;
  /** Which drawings, for `sketches`; 0 unless given. */
  readonly seed?: number | undefined;
  /** The side, or height and width, of images from a folder of pictures or a CSV file. */
  readonly size?: number | readonly [height: number, width: number] | undefined;
  /** 1 for grey, 3 for colour, likewise. */
  readonly channels?: 1 | 3 | undefined;
  /** Is told how many pictures of a part are read. */
  readonly onRead?: ((done: number, total: number) => void) | undefined;
}

/** What a path may be relative to, other than `cwd`: `~` is the home folder. */
function absolute(path: string, { cwd = process.cwd(), home = homedir() }: SearchOptions): string {
  return /^~[/\\]/.test(path) ? join(home, path.slice(2)) : resolve(cwd, path);
}

/** Options of loading that belong to some formats alone; those that do not take one refuse it. */
function formatOptions({ firstLabel, transposed, size, channels }: LoadOptions): object {
  const given = Object.entries({ firstLabel, transposed, size, channels });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** Reads a data set of a known format; the paths become absolute, so that a run can find it again from anywhere. */
async function loadFormat(given: DataFormat, options: LoadOptions): Promise<Dataset> {
  let spec = parseOptions(dataFormatSchema, { ...given, ...formatOptions(options) }, 'data');
  if (spec.type === 'sketches') return readFormat(spec, { name: 'sketches', signal: options.signal });
  spec = { ...spec, path: absolute(spec.path, options) };
  if (spec.type === 'csv' && spec.testPath !== undefined)
    spec = { ...spec, testPath: absolute(spec.testPath, options) };
  const name = spec.name ?? nameFromPath(spec.path, spec.type);
  if (spec.type !== 'idx' && (findDatasetSource(name) !== undefined || name === 'sketches')) {
    throw new OptionError(`data.name: "${name}" is the name of another data set`, {
      value: name,
      expected: 'a name of its own',
      hint: `Known by name are ${datasetNames().join(', ')}.`,
    });
  }
  return readFormat({ ...spec, name }, { name, signal: options.signal, onRead: options.onRead });
}

function refuseUnknown(name: string): never {
  throw new OptionError(`unknown data set "${name}"`, {
    value: name,
    expected: `one of ${datasetNames().join(', ')}`,
    hint: 'Any other set can be read from its files: name their folder, or the file, with --data PATH.',
  });
}

/** Where the files of a set are that is not known: at the path, or in a folder there that bears its name. */
async function dataPath(name: string, dataDir: string, options: LoadOptions): Promise<string> {
  const path = absolute(dataDir, options);
  const inside = await searchPlaces(name, { ...options, dataDir: path });
  return inside.find(({ state }) => state !== 'missing')?.path ?? path;
}

/** The sets that are known by name have their own size and channels. */
function refuseFormatOptions(name: string, { size, channels }: LoadOptions): void {
  if (size === undefined && channels === undefined) return;
  throw new OptionError(`${size === undefined ? 'channels' : 'size'} has no meaning for ${name}`, {
    value: size ?? channels,
    expected: 'a folder of pictures, or a CSV file',
    hint: 'Its images have the size that its makers gave them.',
  });
}

/**
 * Loads a data set into memory.
 *
 * A name of the registry is looked for on this machine, else fetched into the user's cache, and checked against its
 * published sums; `sketches` is built in. A path, or another name with `dataDir`, is read in the format that its names
 * of files tell: IDX, a folder of pictures for each class, CSV in the layout of MNIST, NPZ. An object says the format and
 * its options. Class names of IDX, CSV and NPZ come from a `classes.txt` or `labels.txt` beside (one name a line) or a
 * mapping as EMNIST's, else they are numbers.
 *
 * @throws OptionError for a name that is not known where no folder is given, and for options that do not fit
 * @throws DataUnavailableError where the files are nowhere on this machine and cannot be fetched
 * @throws DataError for a folder that was given and is not usable, and for files that are damaged or do not fit together
 * @throws StorageError where files cannot be read, or the cache cannot be written
 * @example await loadDataset({ type: 'folder', path: './flowers', size: 32, channels: 3 })
 */
export async function loadDataset(what: DataSpec, options: LoadOptions = {}): Promise<Dataset> {
  const spec = parseOptions(dataSpecSchema, what, 'data');
  if (typeof spec !== 'string') return loadFormat(spec, options);
  if (isDataPath(spec)) {
    const path = absolute(spec, options);
    return loadFormat({ type: await detectFormat(path), path }, options);
  }
  return loadNamed(spec, options);
}

async function loadNamed(name: string, options: LoadOptions): Promise<Dataset> {
  checkDatasetName(name);
  const { firstLabel, signal } = options;
  if (firstLabel !== undefined && !Number.isSafeInteger(firstLabel)) {
    throw new OptionError(`the first label must be a whole number; got ${firstLabel}`, {
      value: firstLabel,
      expected: 'a whole number, usually 0 or 1',
      hint: 'Give the label of the first class, as it is in the files.',
    });
  }
  signal?.throwIfAborted();
  if (name === 'sketches') {
    if (options.dataDir === undefined) return drawSketches({ seed: options.seed, signal });
    throw new OptionError('sketches is built in and takes no folder', {
      value: options.dataDir,
      expected: 'no folder',
      hint: 'Give the data set in the folder another name.',
    });
  }
  const source = findDatasetSource(name);
  if (source === undefined) {
    if (options.dataDir === undefined) refuseUnknown(name);
    const path = await dataPath(name, options.dataDir, options);
    return loadFormat({ type: await detectFormat(path), path, name }, options);
  }
  refuseFormatOptions(name, options);
  let found = await locateDataset(name, options);
  if (found === undefined) {
    if (options.offline === true) {
      throw new DataUnavailableError(
        `${source.title} is not on this machine, and downloads are switched off`,
        {
          value: name,
          expected: `its four files in a folder such as ./data/${name}`,
          hint: 'Name their folder with --data DIR, or use the built-in data set "sketches".',
        },
      );
    }
    await downloadDataset(source, downloadFolder(name, options), options);
    found = await locateDataset(name, options);
  }
  if (found === undefined) {
    throw new DataError(`${name}: the files were downloaded but are not there`, {
      value: name,
      expected: `four files in ${downloadFolder(name, options)}`,
      hint: 'Another program may have removed them; try again.',
    });
  }
  signal?.throwIfAborted();
  return readDataset(name, found, source, options);
}

/** Loads what draws only where drawings are wanted. */
async function drawSketches(options: SketchesOptions): Promise<Dataset> {
  const { sketches } = await import('./sketches/sketches.ts');
  return sketches(options);
}

/** Fashion-MNIST: 60,000 and 10,000 grey images of garments, 28 × 28, ten classes; see {@link loadDataset}. */
export async function fashionMnist(options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset('fashion-mnist', options);
}

/** MNIST: 60,000 and 10,000 grey images of digits, 28 × 28, ten classes; see {@link loadDataset}. */
export async function mnist(options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset('mnist', options);
}

/** Kuzushiji-MNIST: 60,000 and 10,000 grey images of cursive kana, 28 × 28, ten classes; see {@link loadDataset}. */
export async function kmnist(options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset('kmnist', options);
}

/**
 * Fashion-MNIST, or the built-in sketches where its files are neither on this machine nor to be had from the network.
 * The notice then says so first. A damaged file or a folder that was named and is not usable is an error, never a
 * reason for other data.
 *
 * @throws what {@link loadDataset} throws, except DataUnavailableError
 */
export async function loadDefaultDataset(options: LoadOptions & SketchesOptions = {}): Promise<Dataset> {
  try {
    return await fashionMnist(options);
  } catch (error) {
    if (!(error instanceof DataUnavailableError)) throw error;
    const { seed, trainCount, testCount, signal } = options;
    const drawn = await drawSketches({ seed, trainCount, testCount, signal });
    return {
      ...drawn,
      notice: `Fashion-MNIST could not be had: ${error.message}. ${drawn.notice ?? ''}`.trim(),
    };
  }
}
