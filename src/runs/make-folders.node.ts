import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemErrorCode } from './file-error.ts';

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` never ends where a file system answers "no
 * such file" to the making of a folder, as /proc does.
 */
export async function makeFolders(path: string): Promise<void> {
  if (await madeFolder(path)) return;
  await makeFolders(dirname(resolve(path)));
  await mkdir(path).catch(acceptExisting);
}

/** Whether the folder is there now; `false` where one above it is missing. */
async function madeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === 'ENOENT' && dirname(resolve(path)) !== resolve(path)) return false;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return true;
    throw cause;
  }
}

function acceptExisting(cause: unknown): void {
  if (systemErrorCode(cause) !== 'EEXIST') throw cause;
}
