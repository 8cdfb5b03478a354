import type { EpochRecord, Run } from '../../runs/record.ts';
import type { StepRate } from '../charts/schedule.ts';
import { eventFile, type SummaryEvent } from './event-file.ts';
import { sessionEnd, sessionStart } from './hparams.ts';
import { recipeMarkdown, runMarkdown } from './run-texts.ts';
import { hparamsValue, imageValue, scalarValue, textValue, type Picture } from './summary.ts';

/** A file that TensorBoard reads. */
export interface EventFile {
  /** Below the folder of the run, parts apart by slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is written of a run besides what its record and history hold. */
export interface RunExtras {
  readonly pictures?: readonly Picture[];
  /** The learning rates of steps, which count from 0, where they are known. */
  readonly learningRates?: readonly StepRate[] | undefined;
}

interface TimedEpoch extends EpochRecord {
  /** How many steps the epochs before it took. */
  readonly firstStep: number;
  readonly beginSeconds: number;
  readonly endSeconds: number;
}

type Figures = EpochRecord['train'];

/**
 * A run as event files, the same bytes every time. Curves have Keras's names, so that runs of both lie in one chart:
 * `epoch_loss` and `epoch_accuracy` in the folders `train`, `validation` and, at the best epoch, `test`; in `train` also
 * `epoch_learning_rate`, `batch_learning_rate` by step and, where the run kept them, `batch_loss`. Epochs count from 1. In the run's own folder are
 * its hyperparameters, its recipe and facts as text, and pictures.
 *
 * @example for (const { path, bytes } of runEventFiles(await readRun(folder))) await put(`logs/${path}`, bytes);
 */
export function runEventFiles(run: Run, { pictures = [], learningRates = [] }: RunExtras = {}): EventFile[] {
  const { record, history } = run;
  const beginSeconds = Date.parse(record.createdAt) / 1000;
  const epochs = timed(history, beginSeconds);
  const lastSeconds = epochs.at(-1)?.endSeconds ?? beginSeconds;
  const endSeconds = Math.max(lastSeconds, beginSeconds + (record.result?.durationMs ?? 0) / 1000);
  const name = `events.out.tfevents.${String(Math.floor(beginSeconds)).padStart(10, '0')}.atelier`;
  const file = (folder: string, events: readonly SummaryEvent[]): EventFile[] =>
    events.length === 0 ? [] : [{ path: `${folder}${name}`, bytes: eventFile(events, beginSeconds) }];
  return [
    ...file('', ownEvents(run, pictures, beginSeconds, endSeconds)),
    ...file(
      'train/',
      epochs.flatMap((epoch) => trainEvents(epoch, learningRates)),
    ),
    ...file(
      'validation/',
      epochs.flatMap((epoch) => (epoch.val === undefined ? [] : epochEvents(epoch, epoch.val))),
    ),
    ...file('test/', testEvents(run, endSeconds)),
  ];
}

/** Epochs with their times, as if each began when the one before it had ended. */
function timed(history: readonly EpochRecord[], beginSeconds: number): TimedEpoch[] {
  let seconds = beginSeconds;
  let firstStep = 0;
  return history.map((epoch) => {
    const begun = { firstStep, beginSeconds: seconds };
    seconds += epoch.durationMs / 1000;
    firstStep = epoch.step;
    return { ...epoch, ...begun, endSeconds: seconds };
  });
}

function figureEvents({ loss, accuracy }: Figures, step: number, wallTimeSeconds: number): SummaryEvent[] {
  return [
    { value: scalarValue('epoch_loss', loss), step, wallTimeSeconds },
    { value: scalarValue('epoch_accuracy', accuracy), step, wallTimeSeconds },
  ];
}

function epochEvents({ epoch, endSeconds }: TimedEpoch, figures: Figures): SummaryEvent[] {
  return figureEvents(figures, epoch, endSeconds);
}

function trainEvents(epoch: TimedEpoch, learningRates: readonly StepRate[]): SummaryEvent[] {
  const { stepLosses = [], endSeconds: wallTimeSeconds, learningRate } = epoch;
  const first = epoch.step - stepLosses.length + 1;
  const losses = stepLosses.map((loss, index) => stepEvent(epoch, 'batch_loss', first + index, loss));
  const rates = learningRates
    .filter(([step]) => step >= epoch.firstStep && step < epoch.step)
    .map(([step, rate]) => stepEvent(epoch, 'batch_learning_rate', step + 1, rate));
  const rate = {
    value: scalarValue('epoch_learning_rate', learningRate),
    step: epoch.epoch,
    wallTimeSeconds,
  };
  return [...losses, ...rates, ...epochEvents(epoch, epoch.train), rate];
}

/** A figure of a step, which counts from 1; its time is as if all steps of the epoch had taken as long. */
function stepEvent(epoch: TimedEpoch, tag: string, step: number, figure: number): SummaryEvent {
  const { firstStep, step: lastStep, beginSeconds, endSeconds } = epoch;
  const share = (step - firstStep) / (lastStep - firstStep);
  return {
    value: scalarValue(tag, figure),
    step,
    wallTimeSeconds: beginSeconds + share * (endSeconds - beginSeconds),
  };
}

function testEvents({ record: { result } }: Run, endSeconds: number): SummaryEvent[] {
  return result === undefined ? [] : figureEvents(result.test, result.bestEpoch, endSeconds);
}

function ownEvents(
  run: Run,
  pictures: readonly Picture[],
  beginSeconds: number,
  endSeconds: number,
): SummaryEvent[] {
  const { record } = run;
  const end = sessionEnd(run, endSeconds);
  const begun = [
    hparamsValue('_hparams_/session_start_info', sessionStart(record, beginSeconds)),
    textValue('run', runMarkdown(record)),
    textValue('recipe', recipeMarkdown(record)),
  ];
  const ended = [
    ...pictures.map(imageValue),
    ...(end === undefined ? [] : [hparamsValue('_hparams_/session_end_info', end)]),
  ];
  const step = record.result?.bestEpoch ?? 0;
  return [
    ...begun.map((value) => ({ value, step: 0, wallTimeSeconds: beginSeconds })),
    ...ended.map((value) => ({ value, step, wallTimeSeconds: endSeconds })),
  ];
}
