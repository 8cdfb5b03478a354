import { readFile, stat } from 'node:fs/promises';
import { DataError, StorageError } from '../core/errors.ts';

/** The most bytes that one file of a data set, or its images, may take: 2 GiB, some forty times Fashion-MNIST. */
export const MAX_DATA_BYTES = 2 ** 31;

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The error for a file or folder that cannot be read. */
export function unreadable(path: string, error: unknown): StorageError {
  return new StorageError(`cannot read ${path}: ${codeOf(error) ?? String(error)}`, {
    value: path,
    expected: 'a file that can be read',
    hint: 'Check that it exists and its permissions.',
    cause: error,
  });
}

/**
 * Reads a regular file whose size is bounded before memory is taken for it.
 *
 * @throws StorageError for a file that cannot be read
 * @throws DataError for what is no regular file, and for one that is too large
 */
export async function readBoundedFile(path: string): Promise<Buffer<ArrayBuffer>> {
  let size: number;
  try {
    const entry = await stat(path);
    if (!entry.isFile()) throw new DataError(`${path} is not a file`, { value: path, expected: 'a file' });
    size = entry.size;
    if (size <= MAX_DATA_BYTES) return await readFile(path);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw unreadable(path, error);
  }
  throw new DataError(`${path}: ${size} bytes are too many`, {
    value: size,
    expected: `at most ${MAX_DATA_BYTES} bytes`,
    hint: 'Data sets are held in memory: use a smaller one.',
  });
}
