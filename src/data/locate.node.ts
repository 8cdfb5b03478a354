import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataError } from '../core/errors.ts';
import { type DatasetSource, FILE_ROLES, type FileRole } from './dataset-source.ts';
import { chooseIdxFiles, type IdxFiles } from './idx-folder.node.ts';
import { checkDatasetName, findDatasetSource } from './registry.ts';

/** Where to search; what is not given is that of this process. */
export interface SearchOptions {
  /** A folder to read instead of searching, as the command line's `--data`. */
  readonly dataDir?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string | undefined;
  readonly home?: string | undefined;
  readonly platform?: NodeJS.Platform | undefined;
}

/** A folder that may hold a data set, and what was found in it. */
export interface Place {
  /** Why this folder is looked at, for people. */
  readonly label: string;
  readonly path: string;
  /** All four files, some of them, or none. */
  readonly state: 'complete' | 'partial' | 'missing';
  /** The full path of each file that is there. */
  readonly files: Readonly<Partial<Record<FileRole, string>>>;
  readonly missing: readonly FileRole[];
  /** What the file names start with, before `train-images`; empty in most sets. */
  readonly prefix: string;
}

/** A place with all four files. */
export interface FoundFiles {
  readonly path: string;
  readonly prefix: string;
  readonly files: Readonly<Record<FileRole, string>>;
}

type Candidate = readonly [label: string, path: string];

/**
 * The folder in which Atelier keeps downloaded data sets: `$XDG_CACHE_HOME/atelier`, else `~/Library/Caches/atelier` on
 * macOS, `%LOCALAPPDATA%\atelier` on Windows and `~/.cache/atelier` elsewhere.
 */
export function userCacheFolder(options: SearchOptions = {}): string {
  const { env = process.env, home = homedir(), platform = process.platform } = options;
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg !== undefined && xdg !== '') return join(xdg, 'atelier');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'atelier');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'atelier');
  return join(home, '.cache', 'atelier');
}

/** The folder that a data set is downloaded into. */
export function downloadFolder(name: string, options: SearchOptions = {}): string {
  return join(userCacheFolder(options), name);
}

/** A folder that someone named: the files are in it, or in a folder of it that bears the set's name. */
function namedFolder(
  label: string,
  folder: string,
  name: string,
  source: DatasetSource | undefined,
): Candidate[] {
  const inside: Candidate[] = [
    [label, folder],
    [label, join(folder, name)],
  ];
  if (source !== undefined) inside.push([label, join(folder, source.torchvisionFolder, 'raw')]);
  return inside;
}

function candidates(name: string, options: SearchOptions): Candidate[] {
  const { env = process.env, cwd = process.cwd(), home = homedir() } = options;
  const source = findDatasetSource(name);
  if (options.dataDir !== undefined)
    return namedFolder('--data', resolve(cwd, options.dataDir), name, source);
  const fromEnv = env['ATELIER_DATA'];
  const keras = env['KERAS_HOME'] ?? join(home, '.keras');
  const torchvision: Candidate[] =
    source === undefined
      ? []
      : [
          ['torchvision', join(cwd, 'data', source.torchvisionFolder, 'raw')],
          ['torchvision', join(home, 'data', source.torchvisionFolder, 'raw')],
          ['torchvision', join(home, '.cache', 'torch', source.torchvisionFolder, 'raw')],
        ];
  return [
    ...(fromEnv === undefined || fromEnv === ''
      ? []
      : namedFolder('ATELIER_DATA', resolve(cwd, fromEnv), name, source)),
    ['data folder', join(cwd, 'data', name)],
    ['shared folder', resolve(cwd, '..', 'shared', name)],
    ['Keras cache', join(keras, 'datasets', name)],
    ...torchvision,
    ['Atelier cache', downloadFolder(name, options)],
  ];
}

function placeFrom([label, path]: Candidate, found: IdxFiles | undefined): Place {
  const missing = found?.missing ?? FILE_ROLES;
  const state =
    missing.length === 0 ? 'complete' : missing.length === FILE_ROLES.length ? 'missing' : 'partial';
  return { label, path, state, files: found?.paths ?? {}, missing, prefix: found?.prefix ?? '' };
}

/**
 * Every folder that may hold the data set, in the order in which they are tried, and what was found in each: the folder
 * given as `dataDir` and nothing else; or the folder in the environment variable ATELIER_DATA, `./data/<name>`,
 * `../shared/<name>`, the caches of Keras and torchvision, and Atelier's own.
 *
 * @throws OptionError for a name that cannot be part of a path
 * @throws DataError where the folder given as `dataDir` has other data sets, none of that name
 */
export async function searchPlaces(name: string, options: SearchOptions = {}): Promise<Place[]> {
  checkDatasetName(name);
  const known = findDatasetSource(name) !== undefined;
  const places: Place[] = [];
  for (const candidate of candidates(name, options)) {
    // Other sets may lie beside each other in a folder that is shared; only one that was asked for must be clear.
    const found = await chooseIdxFiles(candidate[1], name, known).catch((error: unknown) => {
      if (options.dataDir === undefined) return undefined;
      throw error;
    });
    places.push(placeFrom(candidate, found));
  }
  return places;
}

/** What is wrong with a folder that was named and is not usable. */
async function refuseFolder(named: string, folder: string, places: readonly Place[]): Promise<never> {
  const partial = places.find(({ state }) => state === 'partial');
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => undefined,
  );
  const problem =
    partial !== undefined
      ? `${partial.path} lacks ${partial.missing.map((role) => ROLE_NAMES[role]).join(', ')}`
      : isFolder === undefined
        ? `${folder} does not exist`
        : isFolder
          ? `${folder} has no IDX files`
          : `${folder} is not a folder`;
  throw new DataError(`${named}: ${problem}`, {
    value: folder,
    expected: 'train-images, train-labels, t10k-images (or test-images) and t10k-labels, raw or .gz',
    hint: 'Name the folder that holds the four files, such as train-images-idx3-ubyte.gz.',
  });
}

const ROLE_NAMES: Readonly<Record<FileRole, string>> = {
  trainImages: 'train-images',
  trainLabels: 'train-labels',
  testImages: 't10k-images',
  testLabels: 't10k-labels',
};

/**
 * The first place with all four files, or undefined.
 *
 * @throws DataError where a folder was given as `dataDir` and has not all four, or ATELIER_DATA names no folder:
 *   what was asked for is never replaced by something else in silence
 */
export async function locateDataset(
  name: string,
  options: SearchOptions = {},
): Promise<FoundFiles | undefined> {
  const places = await searchPlaces(name, options);
  const complete = places.find(({ state }) => state === 'complete');
  const { env = process.env, cwd = process.cwd() } = options;
  if (options.dataDir !== undefined && complete === undefined) {
    return refuseFolder('--data', resolve(cwd, options.dataDir), places);
  }
  const fromEnv = env['ATELIER_DATA'];
  if (options.dataDir === undefined && fromEnv !== undefined && fromEnv !== '') {
    const folder = resolve(cwd, fromEnv);
    const usable = await stat(folder).then(
      (entry) => entry.isDirectory(),
      () => false,
    );
    if (!usable) return refuseFolder('ATELIER_DATA', folder, []);
  }
  if (complete === undefined) return undefined;
  return {
    path: complete.path,
    prefix: complete.prefix,
    files: complete.files as Readonly<Record<FileRole, string>>,
  };
}
