import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../core/errors.ts';
import { fileError, systemErrorCode } from './file-error.ts';
import { currentProcess, isAlive } from './process-identity.node.ts';
import type { ProcessIdentity } from './record.ts';

const LOCK_FILE = 'owner.lock';

let counter = 0;

/** The right to write to a run folder. */
export interface RunLock {
  /** Gives the right back; harmless when called twice. */
  release(): Promise<void>;
}

/** Who holds a lock file; undefined where the file is gone, `damaged` where it says nothing sensible. */
async function holder(
  path: string,
): Promise<{ text: string; owner: ProcessIdentity | 'damaged' } | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'pid' in value && 'hostname' in value) {
      const { pid, hostname } = value;
      if (Number.isSafeInteger(pid) && (pid as number) > 0 && typeof hostname === 'string') {
        const token =
          'startToken' in value && typeof value.startToken === 'string' ? value.startToken : undefined;
        const owner = { pid: pid as number, hostname, startedAt: '' };
        return { text, owner: token === undefined ? owner : { ...owner, startToken: token } };
      }
    }
  } catch {
    // Falls through: a lock that cannot be read was not written by us.
  }
  return { text, owner: 'damaged' };
}

/** Puts `mine` in place as `path` if nothing is there. Linking makes the file appear with its contents, or not at all. */
async function claim(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path);
    return true;
  } catch (cause) {
    if (systemErrorCode(cause) === 'EEXIST') return false;
    throw cause;
  }
}

/**
 * Takes a lock, from a dead owner too. Replacing a dead owner's file is itself done under a lock (`.takeover`), so that
 * of two processes that both find it dead only one replaces it and the other finds a living owner.
 */
async function take(path: string, text: string, folder: string, depth: number): Promise<void> {
  const mine = `${path}.${process.pid}-${++counter}.tmp`;
  await writeFile(mine, text);
  try {
    while (!(await claim(mine, path))) {
      const found = await holder(path);
      if (found === undefined) continue;
      if (found.owner === 'damaged' || depth > 2) {
        throw new StorageError(`${folder} is locked by a file that says nothing sensible`, {
          value: path,
          expected: 'a lock with a process number and a host name',
          hint: `If no other process works on this run, delete ${path}.`,
        });
      }
      if (isAlive(found.owner)) throw heldBy(found.owner, folder, path);
      await take(`${path}.takeover`, text, folder, depth + 1);
      try {
        if ((await holder(path))?.text === found.text) {
          await rename(mine, path);
          return;
        }
      } finally {
        await unlink(`${path}.takeover`).catch(() => undefined);
      }
    }
  } finally {
    await unlink(mine).catch(() => undefined);
  }
}

function heldBy(owner: ProcessIdentity, folder: string, path: string): StorageError {
  const self = owner.pid === process.pid ? ' (this process)' : '';
  return new StorageError(`${folder} is in use by process ${owner.pid}${self} on ${owner.hostname}`, {
    value: owner.pid,
    expected: 'a run that no other process works on',
    hint: `Wait for it to end or stop it. If ${owner.hostname} no longer runs it, delete ${path}.`,
  });
}

/**
 * Becomes the only process that may write to a run folder, until `release` or the process's end. The lock of a process
 * that has died is taken over.
 *
 * @throws StorageError where another living process holds it, or the folder cannot be written
 */
export async function lockRun(folder: string): Promise<RunLock> {
  const path = join(folder, LOCK_FILE);
  const text = `${JSON.stringify({ ...currentProcess(), acquisition: ++counter })}\n`;
  try {
    await take(path, text, folder, 0);
  } catch (cause) {
    throw fileError(cause, 'lock', folder);
  }
  return {
    async release() {
      if ((await holder(path).catch(() => undefined))?.text === text) {
        await unlink(path).catch(() => undefined);
      }
    },
  };
}

/** Does something as the only process that writes to a run folder. */
export async function withRunLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockRun(folder);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
