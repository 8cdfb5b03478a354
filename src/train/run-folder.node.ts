import { mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError, StorageError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { atomicWriteFile } from '../runs/atomic-write.node.ts';
import { checksumOf } from '../runs/checksum.node.ts';
import { fileError, systemErrorCode } from '../runs/file-error.ts';
import { encodePredictions, PREDICTIONS_FILE, type RunPredictions } from '../runs/predictions.ts';
import type { EpochRecord, RunRecord } from '../runs/record.ts';
import { appendHistory, writeRecord } from '../runs/store.node.ts';
import { epochCheckpoint, isEpochCheckpoint, stepCheckpoint } from './checkpoints.ts';
import type { TrainProgress } from './events.ts';
import { exportOnnx } from './export-onnx.ts';
import { encodeSnapshot, encodeWeights } from './snapshot.ts';
import type { Trainer } from './trainer.ts';
import { TrainingStopped, type TrainingOutcome } from './training-outcome.ts';

const CHECKPOINTS = 'checkpoints';

/** Where a run's files are; the folder is absent where nothing is written. */
export interface RunFolder {
  readonly folder: string;
  record: RunRecord;
}

/** A record without what tells how an earlier attempt ended. */
export function withoutEnd({ error: _, result: __, process: ___, ...record }: RunRecord): RunRecord {
  return record;
}

/** Writes the state after an epoch, and then the history. */
export async function saveEpoch(
  folder: string,
  trainer: Trainer,
  event: { readonly type: 'epoch' } & EpochRecord,
): Promise<void> {
  const { type: _, ...record } = event;
  await saveSnapshot(folder, trainer);
  await appendHistory(folder, record);
}

export function saveSnapshot(folder: string, trainer: Trainer): Promise<void> {
  return writeCheckpoint(folder, 'last', encodeSnapshot(trainer.snapshot(), trainer.graph.state, checksumOf));
}

/**
 * Writes the best weights, and what others the recipe wants kept, and removes those of epochs that are no longer among the
 * best few; before the state that follows from the event and says that they are the best.
 */
export async function saveCheckpoints(folder: string, trainer: Trainer, event: TrainProgress): Promise<void> {
  const weights = () => encodeWeights(trainer.weights(), trainer.graph.state, checksumOf);
  if (event.type === 'progress' && trainer.isCheckpointStep()) {
    await writeCheckpoint(folder, stepCheckpoint(trainer.step), weights());
  }
  if (event.type !== 'epoch') return;
  if (event.best) {
    const best = encodeWeights(trainer.snapshot().bestWeights, trainer.graph.state, checksumOf);
    await writeCheckpoint(folder, 'best', best);
  }
  if (trainer.topEpochs().includes(event.epoch)) {
    await writeCheckpoint(folder, epochCheckpoint(event.epoch), weights());
  }
  await removeForgottenCheckpoints(folder, trainer);
}

/** Removes the weights of epochs that are not among the best few of the history. */
export async function removeForgottenCheckpoints(folder: string, trainer: Trainer): Promise<void> {
  const checkpoints = join(folder, CHECKPOINTS);
  const kept = trainer.topEpochs().map((epoch) => `${epochCheckpoint(epoch)}.safetensors`);
  try {
    for (const file of await readdir(checkpoints)) {
      if (isEpochCheckpoint(file) && !kept.includes(file)) await unlink(join(checkpoints, file));
    }
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOENT') throw fileError(cause, 'remove old weights from', checkpoints);
  }
}

async function writeCheckpoint(folder: string, name: string, file: Uint8Array): Promise<void> {
  const checkpoints = join(folder, CHECKPOINTS);
  try {
    // Not recursive: a run folder that was deleted meanwhile must not come back with a checkpoint alone.
    await mkdir(checkpoints);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'EEXIST') throw fileError(cause, 'write to', checkpoints);
  }
  await atomicWriteFile(join(checkpoints, `${name}.safetensors`), file);
}

export async function finishRun(run: RunFolder, outcome: TrainingOutcome, data: Dataset): Promise<void> {
  const { history, bestEpoch, stopReason, stopCause, durationMs, test } = outcome;
  const { classNames, title } = data;
  await atomicWriteFile(
    join(run.folder, 'model.onnx'),
    exportOnnx(outcome.model, outcome.weights, { classNames, title, loss: outcome.loss }),
  );
  await atomicWriteFile(join(run.folder, PREDICTIONS_FILE), encodePredictions(runPredictions(outcome, data)));
  const { predictions: _, probabilities: __, ...testFigures } = test;
  const best = history.find(({ epoch }) => epoch === bestEpoch);
  run.record = {
    ...withoutEnd(run.record),
    status: 'complete',
    result: {
      epochs: history.length,
      bestEpoch,
      stopReason,
      stopCause,
      durationMs,
      validation: best!.val!,
      test: testFigures,
    },
  };
  await writeRecord(run.folder, run.record);
}

function runPredictions(outcome: TrainingOutcome, { train, test }: Dataset): RunPredictions {
  const { validationIndices: indices } = outcome;
  const { classes } = outcome.model;
  return {
    test: { labels: test.labels, probabilities: outcome.test.probabilities, classes },
    validation: {
      labels: indices.map((index) => train.labels[index]!),
      probabilities: outcome.validation.probabilities,
      classes,
      indices,
    },
  };
}

/** Leaves the run as what it is: interrupted where it can go on, failed where it cannot. */
export async function recordFailure(run: RunFolder, trainer: Trainer, error: unknown): Promise<void> {
  const record = withoutEnd(run.record);
  try {
    if (error instanceof TrainingStopped) {
      await saveSnapshot(run.folder, trainer);
      await writeRecord(run.folder, { ...record, status: 'interrupted' });
    } else if (error instanceof StorageError) {
      await writeRecord(run.folder, { ...record, status: 'interrupted' });
    } else {
      const { code, message } =
        error instanceof AtelierError ? error : { code: 'internal', message: String(error) };
      await writeRecord(run.folder, { ...record, status: 'failed', error: { code, message } });
    }
  } catch (second) {
    // A disk that is full or a folder that is gone: the first error says so already.
    if (!(error instanceof StorageError)) throw second;
  }
}
