import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StorageError } from '../../core/errors.ts';
import { fileError, systemErrorCode } from '../../runs/file-error.ts';
import { makeFolders } from '../../runs/make-folders.node.ts';

/** A file below a folder; the parts of its path are apart by slashes. */
interface FolderFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The files in a folder and below, or undefined where there is no such folder. */
async function filesIn(folder: string): Promise<string[] | undefined> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/**
 * Writes files into a folder that appears with all of them at once, or not at all. One that is there is replaced if every
 * file in it may be.
 *
 * @throws StorageError where another file is in it, or something cannot be written
 */
export async function writeFolder(
  folder: string,
  files: readonly FolderFile[],
  mayReplace: (fileName: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const beside = (kind: string): string =>
    join(dirname(folder), `.${basename(folder)}.${process.pid}.${kind}`);
  const [made, replaced] = [beside('new'), beside('old')];
  try {
    const earlier = await filesIn(folder);
    const other = earlier?.find((name) => !mayReplace(name));
    if (other !== undefined) {
      throw new StorageError(`${folder} holds ${other}, which an export did not write`, {
        value: folder,
        expected: 'a folder that is not there yet, or one of an earlier export',
        hint: 'Choose another folder with --out.',
      });
    }
    await makeFolders(dirname(folder));
    try {
      for (const { path, bytes } of files) {
        await mkdir(dirname(join(made, path)), { recursive: true });
        await writeFile(join(made, path), bytes);
      }
      signal.throwIfAborted();
      if (earlier !== undefined) await rename(folder, replaced);
      await rename(made, folder);
    } finally {
      await rm(made, { recursive: true, force: true });
    }
    await rm(replaced, { recursive: true, force: true });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw fileError(cause, 'write', folder);
  }
}
