import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ModelSpec } from '../nn/model.ts';
import { fileError, systemErrorCode } from '../runs/file-error.ts';
import { currentProcess } from '../runs/process-identity.node.ts';
import { isDone, type RunInitFacts, type RunRecord } from '../runs/record.ts';
import { lockRun } from '../runs/run-lock.node.ts';
import { createRun, readRecord, rewriteHistory, writeRecord } from '../runs/store.node.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import type { TimedEvaluation } from './evaluate-with-progress.ts';
import type { TrainEvent } from './events.ts';
import { readInitSource, withInitPath } from './init-source.node.ts';
import { prepareInThread } from './preparer.node.ts';
import { parseRecipe, recipeModel, trainingSchema, type Training } from './recipe.ts';
import { architectureFacts, dataFacts, machineFacts, softwareVersions } from './run-facts.node.ts';
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
import { decodeSnapshot, pastEnd } from './snapshot.ts';
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
  const { name, model, data, runsDir, layout } = request;
  const training = await withInitPath(request.training, runsDir);
  const init = training.init && (await readInitSource(training.init));
  const threads = request.threads ?? availableParallelism();
  const blockSize = layout === 'plain' ? undefined : await cpuProvider.blockSize();
  const trainer = new Trainer({
    ...{ model, training, data, provider: cpuProvider, threads, blockSize },
    startPreparer: prepareInThread,
    ...(init === undefined ? {} : { initialWeights: init.weightsFor }),
  });
  const chosen = blockSize === undefined ? ('plain' as const) : ('blocked' as const);
  const start = { name, data, threads, layout: chosen, init: init?.facts };
  if (runsDir === undefined) return drive(trainer, start, undefined, emit, stopRequested);
  const { folder, record } = await createRun(runsDir, {
    name,
    status: 'running',
    process: currentProcess(),
    recipe: recordedRecipe({ name, model, training, data }),
    seed: training.seed,
    versions: softwareVersions(cpuProvider),
    machine: machineFacts(),
    parameters: trainer.parameterCount,
    architecture: architectureFacts(trainer.model),
    threads,
    layout: chosen,
    data: dataFacts(data, trainer.split.train.length, trainer.split.validation.length),
    ...normalizationFacts(trainer),
    ...(init?.facts === undefined ? {} : { init: init.facts }),
  });
  return withLock(folder, async () => {
    // From here on the run goes on without the weights that it began with.
    if (init !== undefined) await saveSnapshot(folder, trainer);
    return drive(trainer, start, { folder, record }, emit, stopRequested);
  });
}

/** What pixels are scaled by, so that a run that goes on scales them alike. */
function normalizationFacts({ model }: Trainer): Pick<RunRecord, 'normalization'> {
  return model.normalization === undefined ? {} : { normalization: model.normalization };
}

/** The recipe of a run as its record holds it. */
export function recordedRecipe(request: {
  readonly name: string;
  readonly model: ModelSpec;
  readonly training: Training;
  readonly data: Dataset;
}): RunRecord['recipe'] {
  const { name, model, training, data } = request;
  const recipe = { name, data: data.name, ...data.source, model, ...training };
  return JSON.parse(JSON.stringify(recipe)) as RunRecord['recipe'];
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
    const recorded = trainingSchema.strip().parse(recipe);
    const training = { ...recorded, normalization: record.normalization ?? recorded.normalization };
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
    const path = join(folder, 'checkpoints', 'last.safetensors');
    const file = await readIfThere(path);
    const init =
      file || !training.init ? undefined : await readInitSource(training.init, record.init?.sha256);
    const fresh = new Trainer({ ...options, ...(init && { initialWeights: init.weightsFor }) });
    const endedEarly = record.status === 'complete';
    const saved = file && decodeSnapshot(file, fresh.graph.state, path);
    const trainer = saved
      ? new Trainer({ ...options, snapshot: endedEarly ? pastEnd(saved) : saved })
      : fresh;
    // So that going on past the end is what is gone on with, should this be stopped at once.
    if (endedEarly) await saveSnapshot(folder, trainer);
    const running = { ...withoutEnd(record), status: 'running' as const, process: currentProcess() };
    await writeRecord(folder, running);
    await rewriteHistory(folder, trainer.history);
    await removeForgottenCheckpoints(folder, trainer);
    const { name, threads, layout } = record;
    const start = { name, data, threads, layout };
    return drive(trainer, start, { folder, record: running }, emit, stopRequested);
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
  readonly data: Dataset;
  readonly threads: number;
  readonly layout: 'plain' | 'blocked';
  readonly init?: RunInitFacts | undefined;
}

/** Runs the trainer, passes its events on and saves; whatever happens, the record says how it ended. */
async function drive(
  trainer: Trainer,
  start: Start,
  run: RunFolder | undefined,
  emit: Emit,
  stopRequested: () => boolean,
): Promise<TrainingOutcome> {
  const { name, data, threads, layout, init } = start;
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
    ...(init === undefined ? {} : { init }),
    epochsDone: trainer.history.length,
  });
  if (end !== undefined) trainer.requestEnd(end);
  try {
    const { cause, text } = await trainToEnd(trainer, run, emit, stopRequested);
    const weights = trainer.resultWeights();
    const validation = await evaluatePart(trainer, 'validation', emit, stopRequested);
    const test = await evaluatePart(trainer, 'test', emit, stopRequested);
    const outcome: TrainingOutcome = {
      name,
      folder: run?.folder,
      model: trainer.model,
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
      validation,
      validationIndices: trainer.split.validation,
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
    // Told before the state is saved: a process that is killed in between tells it again, and callbacks answer again.
    const end = await emit(value);
    if (end !== undefined) trainer.requestEnd(end);
    if (run && value.type === 'epoch') {
      await saveEpoch(run.folder, trainer, value);
      savedMs = performance.now();
    } else if (run && value.type === 'progress' && performance.now() - savedMs > SAVE_INTERVAL_MS) {
      await saveSnapshot(run.folder, trainer);
      savedMs = performance.now();
    }
    if (stopRequested()) {
      await training.return(undefined as never);
      throw new TrainingStopped();
    }
  }
}

async function evaluatePart(
  trainer: Trainer,
  part: 'validation' | 'test',
  emit: Emit,
  stopRequested: () => boolean,
): Promise<TimedEvaluation> {
  const evaluation = trainer.evaluateExamples(trainer.resultWeights(), part);
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
