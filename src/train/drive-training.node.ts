import type { Dataset } from '../data/dataset.ts';
import type { RunInitFacts } from '../runs/record.ts';
import type { TimedEvaluation } from './evaluate-with-progress.ts';
import type { TrainEvent } from './events.ts';
import {
  finishRun,
  recordFailure,
  saveCheckpoints,
  saveEpoch,
  saveSnapshot,
  type RunFolder,
} from './run-folder.node.ts';
import type { StopReason } from './stop-reason.ts';
import type { Trainer } from './trainer.ts';
import { TrainingStopped, type TrainingOutcome } from './training-outcome.ts';

/** Long epochs are saved in between, about this often. */
const SAVE_INTERVAL_MS = 30_000;

/** Is told what happens; gives why training is to end, where it is. */
export type Emit = (event: TrainEvent) => Promise<string | undefined>;

/** What is told of a run as it begins or goes on. */
export interface RunStart {
  readonly name: string;
  readonly data: Dataset;
  readonly threads: number;
  readonly layout: 'plain' | 'blocked';
  readonly init?: RunInitFacts | undefined;
}

/** Runs the trainer, passes its events on and saves; whatever happens, the record says how it ended. */
export async function driveTraining(
  trainer: Trainer,
  start: RunStart,
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
