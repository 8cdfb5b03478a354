import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { EvaluationResult } from '../metrics/evaluation.ts';
import type { ModelSpec } from '../nn/model.ts';
import { fileError, systemErrorCode } from '../runs/file-error.ts';
import { currentProcess } from '../runs/process-identity.node.ts';
import type { RunRecord } from '../runs/record.ts';
import { lockRun } from '../runs/run-lock.node.ts';
import { createRun, readRecord, rewriteHistory, writeRecord } from '../runs/store.node.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import type { TrainEvent } from './events.ts';
import { prepareInThread } from './preparer.node.ts';
import { parseRecipe, recipeModel, trainingSchema, type Training } from './recipe.ts';
import { dataFacts, machineFacts, softwareVersions } from './run-facts.node.ts';
import {
  finishRun,
  recordFailure,
  removeForgottenCheckpoints,
  saveCheckpoints,
  saveEpoch,
  saveSnapshot,
  withoutEnd,
  type RunFolder,
} from './run-folder.node.ts';
import { decodeSnapshot } from './snapshot.ts';
import type { StopReason } from './stop-reason.ts';
import { Trainer } from './trainer.ts';
import { TrainingStopped, type TrainingOutcome } from './training-outcome.ts';

/** Long epochs are saved in between, about this often. */
const SAVE_INTERVAL_MS = 30_000;

/** What a training run starts from; plain data, for another thread. */
export type TrainingRequest =
  | {
      readonly kind: 'new';
      readonly name: string;
      readonly model: ModelSpec;
      readonly training: Training;
      readonly data: Dataset;
      /** Where the run's folder goes; nothing is written where not given. */
      readonly runsDir?: string;
      readonly threads?: number;
      readonly layout?: 'auto' | 'plain';
    }
  | { readonly kind: 'resume'; readonly folder: string; readonly data: Dataset };

/** Is told what happens; gives why training is to end, where it is. */
export type Emit = (event: TrainEvent) => Promise<string | undefined>;

/**
 * Trains from beginning to end, keeping the run's folder up to date at every epoch.
 *
 * @param emit is told what happens
 * @param stopRequested is asked between calls of the runtime; once true, the run is saved and `TrainingStopped` thrown
 */
export async function runTraining(
  request: TrainingRequest,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<TrainingOutcome> {
  if (request.kind === 'resume') return resumeTraining(request.folder, request.data, emit, stopRequested);
  const { name, model, training, data, runsDir, layout } = request;
  const threads = request.threads ?? availableParallelism();
  const blockSize = layout === 'plain' ? undefined : await cpuProvider.blockSize();
  const trainer = new Trainer({
    ...{ model, training, data, provider: cpuProvider, threads, blockSize },
    startPreparer: prepareInThread,
  });
  const chosen = blockSize === undefined ? ('plain' as const) : ('blocked' as const);
  const start = { name, model, data, threads, layout: chosen };
  if (runsDir === undefined) return drive(trainer, start, undefined, emit, stopRequested);
  const { folder, record } = await createRun(runsDir, {
    name,
    status: 'running',
    process: currentProcess(),
    recipe: JSON.parse(
      JSON.stringify({ name, data: data.name, ...data.source, model, ...training }),
    ) as RunRecord['recipe'],
    seed: training.seed,
    versions: softwareVersions(cpuProvider),
    machine: machineFacts(),
    parameters: trainer.parameterCount,
    threads,
    layout: chosen,
    data: dataFacts(data, trainer.split.train.length, trainer.split.validation.length),
  });
  return withLock(folder, () => drive(trainer, start, { folder, record }, emit, stopRequested));
}

async function resumeTraining(
  folder: string,
  data: Dataset,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<TrainingOutcome> {
  return withLock(folder, async () => {
    const record = await readRecord(folder);
    checkResumable(record, data, folder);
    const recipe = parseRecipe(record.recipe);
    const training = trainingSchema.strip().parse(recipe);
    const model = recipeModel(recipe, {
      input: data.imageShape,
      classes: data.classNames.length,
    });
    const blockSize = record.layout === 'plain' ? undefined : await cpuProvider.blockSize();
    if (record.layout === 'blocked' && blockSize === undefined) {
      throw new OptionError(
        `${folder} was trained with the blocked layout, which does not work on this machine`,
        {
          hint: 'resume it on the machine that began it',
        },
      );
    }
    const options = {
      ...{ model, training, data, provider: cpuProvider, threads: record.threads, blockSize },
      startPreparer: prepareInThread,
    };
    const fresh = new Trainer(options);
    const path = join(folder, 'checkpoints', 'last.safetensors');
    const file = await readIfThere(path);
    const trainer = file
      ? new Trainer({ ...options, snapshot: decodeSnapshot(file, fresh.graph.state, path) })
      : fresh;
    const running = { ...withoutEnd(record), status: 'running' as const, process: currentProcess() };
    await writeRecord(folder, running);
    await rewriteHistory(folder, trainer.history);
    await removeForgottenCheckpoints(folder, trainer);
    const { name, threads, layout } = record;
    const start = { name, model, data, threads, layout };
    return drive(trainer, start, { folder, record: running }, emit, stopRequested);
  });
}

function checkResumable(record: RunRecord, data: Dataset, folder: string): void {
  const { stopCause, stopReason } = record.result ?? {};
  const endedEarly = stopCause === 'budget' || stopCause === 'callback';
  if (record.status === 'complete' && !endedEarly) {
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

async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockRun(folder);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw fileError(cause, 'read', path);
  }
}

interface Start {
  readonly name: string;
  readonly model: ModelSpec;
  readonly data: Dataset;
  readonly threads: number;
  readonly layout: 'plain' | 'blocked';
}

/** Runs the trainer, passes its events on and saves; whatever happens, the record says how it ended. */
async function drive(
  trainer: Trainer,
  start: Start,
  run: RunFolder | undefined,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<TrainingOutcome> {
  const { name, model, data, threads, layout } = start;
  const end = await emit({
    type: 'start',
    name,
    folder: run?.folder,
    parameters: trainer.parameterCount,
    trainCount: trainer.split.train.length,
    validationCount: trainer.split.validation.length,
    testCount: data.test.labels.length,
    layout,
    threads,
    epochsDone: trainer.history.length,
  });
  if (end !== undefined) trainer.requestEnd(end);
  try {
    const { cause, text } = await trainToEnd(trainer, run, emit, stopRequested);
    const weights = trainer.resultWeights();
    const test = await evaluateTest(trainer, emit, stopRequested);
    const outcome: TrainingOutcome = {
      name,
      folder: run?.folder,
      model,
      loss: trainer.loss,
      penalty: trainer.penaltyOf(weights),
      parameters: trainer.parameterCount,
      history: trainer.history,
      stopReason: text,
      stopCause: cause,
      bestEpoch: trainer.bestEpoch,
      durationMs: trainer.durationMs,
      weights,
      test,
    };
    if (run) await finishRun(run, outcome, data);
    return outcome;
  } catch (error) {
    if (run) await recordFailure(run, trainer, error);
    throw error;
  } finally {
    await trainer.release();
  }
}

async function trainToEnd(
  trainer: Trainer,
  run: RunFolder | undefined,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<StopReason> {
  const training = trainer.run();
  let savedMs = performance.now();
  for (;;) {
    const { done, value } = await training.next();
    if (done) {
      // What ends within an epoch can be gone on with.
      if (run) await saveSnapshot(run.folder, trainer);
      return value;
    }
    if (run) await saveCheckpoints(run.folder, trainer, value);
    if (run && value.type === 'epoch') {
      await saveEpoch(run.folder, trainer, value);
      savedMs = performance.now();
    } else if (run && value.type === 'progress' && performance.now() - savedMs > SAVE_INTERVAL_MS) {
      await saveSnapshot(run.folder, trainer);
      savedMs = performance.now();
    }
    const end = await emit(value);
    if (end !== undefined) trainer.requestEnd(end);
    if (stopRequested()) {
      await training.return(undefined as never);
      throw new TrainingStopped();
    }
  }
}

async function evaluateTest(
  trainer: Trainer,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<EvaluationResult> {
  const evaluation = trainer.evaluateExamples(trainer.resultWeights(), 'test', 'test');
  for (;;) {
    const { done, value } = await evaluation.next();
    if (done) return value;
    await emit(value);
    if (stopRequested()) {
      await evaluation.return(undefined as never);
      throw new TrainingStopped();
    }
  }
}
