import { readFile, stat } from 'node:fs/promises';
import { StorageError } from '../../core/errors.ts';
import { atomicWriteFile } from '../../runs/atomic-write.node.ts';
import { fileError } from '../../runs/file-error.ts';
import type { Exported, ExportRequest } from './export-format.ts';

/** Copies a file of a run to a place where there is none yet. */
export async function copyFile(path: string, { out, signal }: ExportRequest): Promise<Exported> {
  const isThere = await stat(out).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new StorageError(`${out} exists already`, {
      value: out,
      expected: 'a file that is not there yet',
      hint: 'Choose another name, or delete it first.',
    });
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileError(cause, 'read', path);
  });
  signal.throwIfAborted();
  await atomicWriteFile(out, bytes);
  return { files: [{ path: out, sizeBytes: bytes.length }], missing: [] };
}
