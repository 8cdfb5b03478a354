import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OptionError, StorageError } from '../core/errors.ts';
import { fileError, systemErrorCode } from '../runs/file-error.ts';
import type { RunInitFacts } from '../runs/record.ts';
import { resolveRun } from '../runs/resolve-run.node.ts';
import { decodeSafetensorsOf } from '../runs/safetensors.ts';
import type { Init } from './init.ts';
import { matchWeights } from './match-weights.ts';
import type { StateTensor, TrainingState } from './state-tensor.ts';

/** More than any model that can be trained here; a file that is larger is something else. */
const MAX_FILE_BYTES = 4 * 2 ** 30;

const EXPECTED = 'a run that has weights, or the path of a safetensors file';

/** A file of weights that has been read. */
export interface InitSource {
  /** Finds the weights of a model; remembers what fitted. */
  readonly weightsFor: (tensors: readonly StateTensor[]) => TrainingState;
  /** What the run's record says; there once weights have been found. */
  readonly facts: RunInitFacts | undefined;
}

/**
 * The training with the absolute path of the weights that it begins with: a file's, or those of a run's best epoch.
 * "latest" means another run later, but a path stays.
 *
 * @throws OptionError where there is no such run or file
 */
export async function withInitPath<T extends { readonly init?: Init | undefined }>(
  training: T,
  runsDir = 'runs',
): Promise<T> {
  if (training.init === undefined) return training;
  const { from } = training.init;
  const path = resolve(
    /\.safetensors$/i.test(from)
      ? from
      : join(await sourceRun(runsDir, from), 'checkpoints', 'best.safetensors'),
  );
  await refuseMissing(path, from);
  return { ...training, init: { ...training.init, from: path } };
}

async function sourceRun(runsDir: string, from: string): Promise<string> {
  try {
    return await resolveRun(runsDir, from);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new OptionError(`init.from: ${error.message}`, { value: from, expected: EXPECTED, ...hint });
  }
}

async function refuseMissing(path: string, from: string): Promise<void> {
  const isFile = await stat(path).then(
    (entry) => entry.isFile(),
    (cause: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(cause) ?? '')) return false;
      throw fileError(cause, 'read', path);
    },
  );
  if (isFile) return;
  const hint = path.endsWith(join('checkpoints', 'best.safetensors'))
    ? 'A run has weights once its first epoch is done.'
    : 'The path is relative to the folder that the command is run in.';
  throw new OptionError(`init.from: there is no file ${path}`, { value: from, expected: EXPECTED, hint });
}

async function readBounded(path: string): Promise<Uint8Array> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw fileError(cause, 'read', path);
  });
  if (size > MAX_FILE_BYTES) {
    throw new StorageError(`${path}: ${size} bytes are too many`, {
      value: size,
      expected: `at most ${MAX_FILE_BYTES} bytes`,
    });
  }
  return readFile(path).catch((cause: unknown) => {
    throw fileError(cause, 'read', path);
  });
}

/**
 * Reads the weights that training begins with; `from` is a file's path.
 *
 * @param sha256 the sum that the file must have, where a run that was begun with it goes on
 * @throws StorageError for a run or file that is not there or is none, OptionError for a file that was changed
 */
export async function readInitSource(init: Init, sha256?: string): Promise<InitSource> {
  const path = init.from;
  const file = await readBounded(path);
  const sum = createHash('sha256').update(file).digest('hex');
  if (sha256 !== undefined && sum !== sha256) {
    throw new OptionError(`init: ${path} is not the file any more that this run began with`, {
      value: sum,
      expected: sha256,
      hint: 'The run had not saved anything yet: train anew.',
    });
  }
  const all = decodeSafetensorsOf(path, file).tensors;
  // The snapshot of a run holds its best weights beside the state; those alone are weights.
  const best = new Map(
    [...all].flatMap(([name, tensor]) => (name.startsWith('best/') ? [[name.slice(5), tensor]] : [])),
  );
  const tensors = best.size > 0 ? best : all;
  let facts: RunInitFacts | undefined;
  return {
    weightsFor: (wanted) => {
      const matched = matchWeights(wanted, tensors, init, path);
      facts = { path, sha256: sum, ...matched.facts };
      return matched.weights;
    },
    get facts() {
      return facts;
    },
  };
}

/**
 * Checks that the weights that a model begins with fit it.
 *
 * @param tensors the model's
 * @throws OptionError where they do not, StorageError for a file that is none
 */
export async function checkInitFits(init: Init, tensors: readonly StateTensor[]): Promise<void> {
  (await readInitSource(init)).weightsFor(tensors);
}
