import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError } from '../core/errors.ts';
import { unreadable } from './bounded-file.node.ts';
import type { DataFormat } from './data-spec.ts';
import { recogniseFileName } from './idx-folder.node.ts';
import { looksLikeImageFolder } from './image-folder.node.ts';
import { csvParts } from './readers/csv.node.ts';
import { findDatasetSource } from './registry.ts';

/** Whether a text names a data set by a path: it has a slash, or ends as a file of data does. */
export function isDataPath(text: string): boolean {
  return /[/\\]|^\.|^~|\.(npz|csv|csv\.gz)$/i.test(text);
}

/** A name for a data set from its path; files of one's own must not pass for a known set of another form. */
export function nameFromPath(path: string, type: DataFormat['type']): string {
  const stem = basename(path)
    .replace(/\.(npz|csv|csv\.gz)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const name = stem === '' ? 'data' : stem;
  const isTaken = name === 'sketches' || (type !== 'idx' && findDatasetSource(name) !== undefined);
  return isTaken ? `${name}-${type}`.slice(0, 64) : name;
}

async function folderFormat(path: string): Promise<DataFormat['type'] | undefined> {
  const names = await readdir(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (names.some((name) => recogniseFileName(name) !== undefined)) return 'idx';
  if (csvParts(path, names).train !== undefined) return 'csv';
  return (await looksLikeImageFolder(path)) ? 'folder' : undefined;
}

function fileFormat(path: string): DataFormat['type'] | undefined {
  if (/\.npz$/i.test(path)) return 'npz';
  return /\.csv(\.gz)?$/i.test(path) ? 'csv' : undefined;
}

/**
 * The format of a data set at a path, told by names of files and folders.
 *
 * @param path an absolute path of a file or folder
 * @throws DataError where there is nothing, or nothing that is known
 */
export async function detectFormat(path: string): Promise<'idx' | 'csv' | 'npz' | 'folder'> {
  const entry = await stat(path).catch(() => undefined);
  const format =
    entry?.isDirectory() === true
      ? await folderFormat(path)
      : entry?.isFile() === true
        ? fileFormat(path)
        : undefined;
  if (format !== undefined && format !== 'sketches') return format;
  const problem = entry === undefined ? 'does not exist' : 'holds no data set that can be read';
  throw new DataError(`${path} ${problem}`, {
    value: path,
    expected:
      'a folder with the four IDX files, a folder with a folder of pictures for each class, train.csv, or an NPZ file',
    hint: 'A data set in another form can be brought into one of these; NPZ is written by numpy.savez_compressed.',
  });
}
