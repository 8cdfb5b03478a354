import { DataError, OptionError } from '../core/errors.ts';
import { DataUnavailableError } from './data-unavailable-error.ts';
import type { Dataset } from './dataset.ts';
import { downloadDataset, type DownloadOptions } from './download.node.ts';
import type { IdxConventions } from './examples-from-idx.ts';
import { downloadFolder, locateDataset, type SearchOptions } from './locate.node.ts';
import { readDataset } from './read-dataset.node.ts';
import { checkDatasetName, datasetNames, findDatasetSource } from './registry.ts';
import { sketches, type SketchesOptions } from './sketches/sketches.ts';

/** How to find and read a data set. */
export interface LoadOptions extends SearchOptions, DownloadOptions, IdxConventions {
  /** Whether to do without the network; false unless given. */
  readonly offline?: boolean | undefined;
  /** Which drawings, for `sketches`; 0 unless given. */
  readonly seed?: number | undefined;
}

function refuseUnknown(name: string): never {
  throw new OptionError(`unknown data set "${name}"`, {
    value: name,
    expected: `one of ${datasetNames().join(', ')}`,
    hint: 'Any other set can be read from a folder with its IDX files: name the folder with --data DIR.',
  });
}

/**
 * Loads a data set into memory: one of the registry from this machine, else from the network into the user's cache; the
 * built-in `sketches`; or any other from the IDX files in `dataDir`.
 *
 * Files of the registry's sets are checked against their published sums. Sets from a folder get their class names from
 * `classes.txt` or `labels.txt` there (one name a line) or a mapping as EMNIST's, else numbers.
 *
 * @throws OptionError for a name that is not known where no folder is given
 * @throws DataUnavailableError where the files are nowhere on this machine and cannot be fetched
 * @throws DataError for a folder that was given and is not usable, and for files that are damaged or do not fit together
 * @throws StorageError where files cannot be read, or the cache cannot be written
 */
export async function loadDataset(name: string, options: LoadOptions = {}): Promise<Dataset> {
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
    if (options.dataDir === undefined) return sketches({ seed: options.seed, signal });
    throw new OptionError('sketches is built in and takes no folder', {
      value: options.dataDir,
      expected: 'no folder',
      hint: 'Give the data set in the folder another name.',
    });
  }
  const source = findDatasetSource(name);
  if (source === undefined && options.dataDir === undefined) refuseUnknown(name);
  let found = await locateDataset(name, options);
  if (found === undefined && source !== undefined) {
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
    const drawn = await sketches({ seed, trainCount, testCount, signal });
    return {
      ...drawn,
      notice: `Fashion-MNIST could not be had: ${error.message}. ${drawn.notice ?? ''}`.trim(),
    };
  }
}
