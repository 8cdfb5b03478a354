import { join } from 'node:path';
import { StorageError } from '../core/errors.ts';
import type { Run } from '../runs/record.ts';
import { runArgument } from './run-argument.ts';

/** The model file of a run. Throws a StorageError where it has none yet. */
export function runModelPath({ folder, record: { status } }: Run): string {
  if (status === 'complete') return join(folder, 'model.onnx');
  throw new StorageError(`${folder} has no model yet: it is ${status}`, {
    value: folder,
    expected: 'a complete run',
    hint:
      status === 'running'
        ? 'Wait for it to end.'
        : `"atelier resume ${runArgument(folder)}" goes on with it.`,
  });
}
