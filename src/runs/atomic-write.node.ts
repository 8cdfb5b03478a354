import { open, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError, systemErrorCode } from './file-error.ts';

let counter = 0;

/** Opens a new file beside `path` that no other process or earlier, killed process uses. */
async function openBeside(path: string): Promise<{ handle: FileHandle; temporary: string }> {
  for (;;) {
    counter++;
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${counter}.tmp`);
    try {
      return { handle: await open(temporary, 'wx'), temporary };
    } catch (cause) {
      if (systemErrorCode(cause) !== 'EEXIST') throw cause;
    }
  }
}

/** Asks the system to put a folder's entries on the disk, where it can be asked (not on Windows). */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (cause) {
    // Some network file systems do not offer it; the file itself has been synced.
    if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(systemErrorCode(cause) ?? '')) throw cause;
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file so that whoever opens it, at any instant and after a power cut too, finds all of the old contents or
 * all of the new: written beside, synced, renamed over, and the folder synced.
 *
 * @throws StorageError where the disk is full, the folder is gone or may not be written
 */
export async function atomicWriteFile(path: string, contents: Uint8Array | string): Promise<void> {
  try {
    const { handle, temporary } = await openBeside(path);
    try {
      try {
        await handle.writeFile(contents);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    } catch (cause) {
      await unlink(temporary).catch(() => undefined);
      throw cause;
    }
    await syncFolder(dirname(path));
  } catch (cause) {
    throw fileError(cause, 'write', path);
  }
}
