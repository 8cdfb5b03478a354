import type { EpochRecord, Run } from '../../runs/record.ts';
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

interface TimedEpoch extends EpochRecord {
  readonly beginSeconds: number;
  readonly endSeconds: number;
}

type Figures = EpochRecord['train'];

/**
 * A run as event files, the same bytes every time. Curves have Keras's names, so that runs of both lie in one chart:
 * `epoch_loss` and `epoch_accuracy` in the folders `train`, `validation` and, at the best epoch, `test`; in `train` also
 * `epoch_learning_rate` and, where the run kept them, `batch_loss` by step. Epochs count from 1. In the run's own folder are
 * its hyperparameters, its recipe and facts as text, and pictures.
 */
export function runEventFiles(run: Run, pictures: readonly Picture[] = []): EventFile[] {
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
    ...file('train/', epochs.flatMap(trainEvents)),
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
  return history.map((epoch) => {
    const begin = seconds;
    seconds += epoch.durationMs / 1000;
    return { ...epoch, beginSeconds: begin, endSeconds: seconds };
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

function trainEvents(epoch: TimedEpoch): SummaryEvent[] {
  const { stepLosses = [], beginSeconds, endSeconds, learningRate } = epoch;
  const first = epoch.step - stepLosses.length + 1;
  const steps = stepLosses.map((loss, index) => ({
    value: scalarValue('batch_loss', loss),
    step: first + index,
    wallTimeSeconds: beginSeconds + ((endSeconds - beginSeconds) * (index + 1)) / stepLosses.length,
  }));
  const rate = {
    value: scalarValue('epoch_learning_rate', learningRate),
    step: epoch.epoch,
    wallTimeSeconds: endSeconds,
  };
  return [...steps, ...epochEvents(epoch, epoch.train), rate];
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
