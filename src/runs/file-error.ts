import { AtelierError, StorageError } from '../core/errors.ts';

const FREE_SPACE = 'Free some space and try again; "atelier resume" goes on with a run that was cut off.';
const CHECK_OWNER = 'Check who owns the folder, or choose another one.';

/** What is usually behind a system error code, and what helps. */
const CAUSES: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', FREE_SPACE],
  EDQUOT: ['the disk quota is used up', FREE_SPACE],
  ENOENT: [
    'no such file or folder',
    'Check the path: a folder of it is missing, or was deleted or moved meanwhile.',
  ],
  EACCES: ['permission denied', CHECK_OWNER],
  EPERM: ['operation not permitted', CHECK_OWNER],
  EROFS: ['the file system is read-only', 'Choose a folder that can be written to.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Check the path.'],
  EISDIR: ['it is a folder, not a file', 'Check the path.'],
  EEXIST: ['it exists already', 'Choose another path, or move what is there away.'],
  EMFILE: ['too many files are open', 'Close other programs or raise the limit (ulimit -n).'],
  ENAMETOOLONG: ['the path is too long', 'Choose a shorter path.'],
};

/** The code of a system error such as `ENOENT`, or undefined for anything else. */
export function systemErrorCode(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

/**
 * A StorageError for a system error met while doing something to a file; errors of ours pass through unchanged.
 *
 * @param doing such as `write`: the message begins `cannot write runs/x/run.json`
 */
export function fileError(cause: unknown, doing: string, path: string): AtelierError {
  if (cause instanceof AtelierError) return cause;
  const code = systemErrorCode(cause);
  const known = code === undefined ? undefined : CAUSES[code];
  const reason = known?.[0] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StorageError(`cannot ${doing} ${path}: ${reason}`, {
    value: path,
    hint: known?.[1] ?? 'Check the disk and the path.',
    cause,
  });
}
