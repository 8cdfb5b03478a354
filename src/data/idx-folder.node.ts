import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../core/errors.ts';
import { FILE_ROLES, type FileRole } from './dataset-source.ts';

/** The files of one data set in a folder. */
export interface IdxFiles {
  /** What stands before `train-images` in the names, such as `emnist-letters`; empty in most sets. */
  readonly prefix: string;
  /** The full path of each file that is there. */
  readonly paths: Readonly<Partial<Record<FileRole, string>>>;
  readonly missing: readonly FileRole[];
}

/** train-images-idx3-ubyte.gz, t10k-labels.idx1-ubyte, emnist-letters-test-images-idx3-ubyte, qmnist-train-labels-idx2-int.gz */
const NAME =
  /^(?:(.+?)[-_.])?(train|t10k|test)[-_.]?(images?|labels?)(?:[-_.]idx\d?)?(?:[-_.](?:ubyte|byte|short|int|int32))?(\.gz)?$/i;

interface RecognisedName {
  readonly prefix: string;
  readonly role: FileRole;
  readonly compressed: boolean;
}

/** What a file's name says about it, or undefined where it is no file of a data set. */
export function recogniseFileName(fileName: string): RecognisedName | undefined {
  const match = NAME.exec(fileName);
  if (match === null) return undefined;
  const split = match[2]!.toLowerCase() === 'train' ? 'train' : 'test';
  const kind = match[3]!.toLowerCase().startsWith('image') ? 'Images' : 'Labels';
  return {
    prefix: (match[1] ?? '').toLowerCase(),
    role: `${split}${kind}`,
    compressed: match[4] !== undefined,
  };
}

/** The data sets in a folder; a folder that does not exist or cannot be read has none. */
async function listIdxFiles(folder: string): Promise<IdxFiles[]> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch {
    return [];
  }
  const groups = new Map<string, Partial<Record<FileRole, string>>>();
  // Compressed files come last and win over raw ones: published sums are of compressed files.
  const order = (name: string): string => `${name.toLowerCase().endsWith('.gz') ? 1 : 0}${name}`;
  for (const name of entries.sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const recognised = recogniseFileName(name);
    if (recognised === undefined) continue;
    const paths = groups.get(recognised.prefix) ?? {};
    paths[recognised.role] = join(folder, name);
    groups.set(recognised.prefix, paths);
  }
  return [...groups].map(([prefix, paths]) => ({
    prefix,
    paths,
    missing: FILE_ROLES.filter((role) => paths[role] === undefined),
  }));
}

/**
 * The files that a name means in a folder: those with the name as prefix, else those with none, else the only ones.
 *
 * @param known whether the name stands for one certain set, so that files of another prefix cannot be meant
 * @returns undefined where the folder has no file of a data set
 * @throws DataError where several sets remain, or only others than the known one
 */
export async function chooseIdxFiles(
  folder: string,
  name: string,
  known: boolean,
): Promise<IdxFiles | undefined> {
  const found = await listIdxFiles(folder);
  const chosen =
    found.find(({ prefix }) => prefix === name.toLowerCase()) ?? found.find(({ prefix }) => prefix === '');
  if (chosen !== undefined || found.length === 0) return chosen;
  if (found.length === 1 && !known) return found[0];
  const prefixes = found.map(({ prefix }) => prefix);
  throw new DataError(`${folder} has ${prefixes.join(', ')}, but not ${name}`, {
    value: name,
    expected: `one of ${prefixes.join(', ')}`,
    hint: 'Name the data set by what its file names start with.',
  });
}
