import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../core/errors.ts';
import { parseClassNames, parseLabelMapping } from './class-names.ts';

const MAX_NAMES_BYTES = 2 ** 20;

/** The text of a small file, or undefined where there is none. */
async function readSmallText(path: string): Promise<string | undefined> {
  let size: number;
  try {
    const entry = await stat(path);
    if (!entry.isFile()) return undefined;
    size = entry.size;
  } catch {
    return undefined;
  }
  if (size <= MAX_NAMES_BYTES) return readFile(path, 'utf8');
  throw new DataError(`${path}: ${size} bytes are too many for class names`, {
    value: size,
    expected: `at most ${MAX_NAMES_BYTES} bytes`,
    hint: 'Give one short name a line.',
  });
}

/** The class names of a data set, and the file they are from. */
export interface NamesFile {
  readonly path: string;
  readonly names: readonly string[];
}

/** Class names from `classes.txt`, `labels.txt` or a mapping as EMNIST's, whichever the folder has first; those that begin with the prefix before others. */
export async function readClassNames(
  folder: string,
  prefix: string,
  firstLabel: number,
): Promise<NamesFile | undefined> {
  const own = prefix === '' ? [] : [`${prefix}-classes.txt`, `${prefix}-labels.txt`];
  for (const file of [...own, 'classes.txt', 'labels.txt']) {
    const text = await readSmallText(join(folder, file));
    if (text !== undefined)
      return { path: join(folder, file), names: parseClassNames(text, join(folder, file)) };
  }
  const mapping = join(folder, prefix === '' ? 'mapping.txt' : `${prefix}-mapping.txt`);
  const text = await readSmallText(mapping);
  return text === undefined
    ? undefined
    : { path: mapping, names: parseLabelMapping(text, firstLabel, mapping) };
}
