import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError, StorageError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { checksumOf } from '../runs/checksum.node.ts';
import { fileError, systemErrorCode } from '../runs/file-error.ts';
import { currentProcess } from '../runs/process-identity.node.ts';
import { isDone, type RunRecord } from '../runs/record.ts';
import { withRunLock } from '../runs/run-lock.node.ts';
import { readRecord, readRun, rewriteHistory, writeRecord } from '../runs/store.node.ts';
import { driveTraining, type Emit } from './drive-training.node.ts';
import { readInitSource } from './init-source.node.ts';
import { prepareInThread } from './preparer.node.ts';
import { parseRecipe, recipeModel, trainingSchema } from './recipe.ts';
import { removeForgottenCheckpoints, saveSnapshot, withoutEnd } from './run-folder.node.ts';
import { decodeSnapshot, pastEnd } from './snapshot.ts';
import { Trainer, type TrainerOptions } from './trainer.ts';
import type { TrainingOutcome } from './training-outcome.ts';

/**
 * Goes on with a run to its end, to the same bits as if it had never stopped.
 *
 * @throws OptionError for a run that is done, and for other data than its own
 */
export async function resumeRun(
  folder: string,
  data: Dataset,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<TrainingOutcome> {
  return withRunLock(folder, async () => {
    const record = await readRecord(folder);
    checkResumable(record, data, folder);
    const trainer = await trainerOf(folder, record, data);
    // So that going on past the end is what is gone on with, should this be stopped at once.
    if (record.status === 'complete') await saveSnapshot(folder, trainer);
    const running = { ...withoutEnd(record), status: 'running' as const, process: currentProcess() };
    await writeRecord(folder, running);
    await rewriteHistory(folder, trainer.history);
    await removeForgottenCheckpoints(folder, trainer);
    const { name, threads, layout } = record;
    const start = { name, data, threads, layout };
    return driveTraining(trainer, start, { folder, record: running }, emit, stopRequested);
  });
}

function checkResumable(record: RunRecord, data: Dataset, folder: string): void {
  if (isDone(record)) {
    const { stopReason } = record.result ?? {};
    const reason = stopReason === undefined ? '' : ` (${stopReason})`;
    throw new OptionError(`${folder} is complete${reason}; there is nothing to resume`, {
      value: record.status,
    });
  }
  if (record.data.digest !== data.digest) {
    throw new OptionError(`${folder} was trained on other data than ${data.title} from ${data.origin}`, {
      value: data.digest,
      expected: record.data.digest,
      hint: 'give the data set of the run with --data',
    });
  }
}

/** The trainer of a run, where it was when it was saved last; at its beginning where it was never. */
async function trainerOf(folder: string, record: RunRecord, data: Dataset): Promise<Trainer> {
  const options = await trainerOptions(folder, record, data);
  const { init } = options.training;
  const path = join(folder, 'checkpoints', 'last.safetensors');
  const file = await readIfThere(path);
  if (!file) await checkNothingIsLost(folder, path);
  const source = file || !init ? undefined : await readInitSource(init, record.init?.sha256);
  const fresh = new Trainer({ ...options, ...(source && { initialWeights: source.weightsFor }) });
  if (!file) return fresh;
  const saved = decodeSnapshot(file, fresh.graph.state, path, checksumOf);
  return new Trainer({ ...options, snapshot: record.status === 'complete' ? pastEnd(saved) : saved });
}

/** The state is written before the history: epochs without it have lost theirs, and beginning again would forget them. */
async function checkNothingIsLost(folder: string, path: string): Promise<void> {
  const { history } = await readRun(folder);
  if (history.length === 0) return;
  const epochs = history.length === 1 ? 'one epoch is' : `${history.length} epochs are`;
  throw new StorageError(`${path} is not there, although ${epochs} done`, {
    value: path,
    expected: 'the state after the last epoch',
    hint: `Put a copy of it there, or "atelier train ${folder}" trains anew by the same recipe.`,
  });
}

/** What a run's record says of how it is trained. */
async function trainerOptions(folder: string, record: RunRecord, data: Dataset): Promise<TrainerOptions> {
  const recipe = parseRecipe(record.recipe, join(folder, 'run.json'));
  const recorded = trainingSchema.strip().parse(recipe);
  const training = { ...recorded, normalization: record.normalization ?? recorded.normalization };
  const model = recipeModel(recipe, { input: data.imageShape, classes: data.classNames.length });
  const blockSize = record.layout === 'plain' ? undefined : await cpuProvider.blockSize();
  if (record.layout === 'blocked' && blockSize === undefined) {
    throw new OptionError(
      `${folder} was trained with the blocked layout, which does not work on this machine`,
      { hint: 'resume it on the machine that began it' },
    );
  }
  return {
    ...{ model, training, data, provider: cpuProvider, threads: record.threads, blockSize },
    startPreparer: prepareInThread,
  };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw fileError(cause, 'read', path);
  }
}
