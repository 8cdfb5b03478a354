import { formatCount, formatDuration, formatLoss, formatPercent } from '../report/format.ts';
import type { RunInitFacts } from '../runs/record.ts';
import type { TrainEvent } from '../train/events.ts';
import type { TrainResult } from '../train/train-result.node.ts';
import type { TrainingRun } from '../train/train.node.ts';
import { Interrupted } from './interrupt.ts';
import type { ProgressLine } from './progress-line.ts';
import { runArgument } from './run-argument.ts';

type EventOf<Type extends TrainEvent['type']> = Extract<TrainEvent, { readonly type: Type }>;

/** What is shown of a run and where. */
export interface FollowOptions {
  readonly progress: ProgressLine;
  /** What the run is called in lines, such as `cnn` or `cnn (3 of 4)`. */
  readonly title: string;
  /** How many epochs the recipe has. */
  readonly epochs: number;
  /** Is told the run's folder as soon as there is one. */
  readonly onFolder?: (folder: string) => void;
}

/**
 * Shows a run while it goes on: a moving line, and one that stays for each epoch.
 *
 * @throws what the run throws; an interruption then says how to resume
 */
export async function followTraining(run: TrainingRun, options: FollowOptions): Promise<TrainResult> {
  const { progress, onFolder } = options;
  let folder: string | undefined;
  let trainCount = 0;
  try {
    progress.update(`${options.title}: compiling the training step`);
    for await (const event of run) {
      if (event.type === 'start') {
        ({ folder, trainCount } = event);
        if (folder !== undefined) onFolder?.(folder);
        for (const line of startLines(event, options)) progress.note(line);
      } else if (event.type === 'progress') {
        progress.update(progressText(event, options));
      } else if (event.type === 'evaluation') {
        const images = `${formatCount(event.done)} of ${formatCount(event.total)} ${event.purpose} images`;
        progress.update(`${options.title}: ${images}`);
      } else {
        progress.note(epochRow(event, options.epochs, trainCount));
      }
    }
    return await run.result;
  } catch (error) {
    if (!(error instanceof Interrupted) || folder === undefined) throw error;
    const hint = `"atelier resume ${runArgument(folder)}" goes on where this run stopped.`;
    throw new Interrupted(error.signal, hint);
  } finally {
    progress.done();
  }
}

function startLines(event: EventOf<'start'>, { title, epochs }: FollowOptions): string[] {
  const { parameters, trainCount, validationCount, threads, layout, folder, epochsDone, init } = event;
  const machine = `${threads} ${threads === 1 ? 'thread' : 'threads'}, ${layout} layout`;
  const counts = `${formatCount(trainCount)} training and ${formatCount(validationCount)} validation images`;
  const lines = [
    '',
    `${title}: ${formatCount(parameters)} parameters, ${machine}`,
    folder === undefined ? counts : `${counts}, run folder ${folder}`,
  ];
  if (init !== undefined) lines.push(...initLines(init));
  if (epochsDone > 0) lines.push(`going on after epoch ${epochsDone} of ${epochs}`);
  return [...lines, '  epoch     loss  accuracy  val loss  val accuracy        time  images/s'];
}

/** Which weights were taken over, and which of the model's and the source's were not. */
function initLines(init: RunInitFacts): string[] {
  const { path, loaded, replaced, missing, unused, mismatched } = init;
  const lists: [string, readonly string[]][] = [
    ['drawn anew, the head', replaced],
    ['drawn, missing there', missing],
    ['drawn, of another shape there', mismatched],
    ['left over there', unused],
  ];
  return [
    `beginning with ${loaded.length} tensors of ${path}`,
    ...lists.flatMap(([what, names]) => (names.length === 0 ? [] : [`  ${what}: ${names.join(', ')}`])),
  ];
}

/** One line for an epoch, under the heading above; the rate counts training images, validation time included. */
function epochRow(event: EventOf<'epoch'>, epochs: number, trainCount: number): string {
  const { epoch, train, val, durationMs, best } = event;
  const cells = [
    `${epoch}/${epochs}`.padStart(7),
    formatLoss(train.loss).padStart(9),
    formatPercent(train.accuracy).padStart(10),
    (val === undefined ? '' : formatLoss(val.loss)).padStart(10),
    (val === undefined ? '' : formatPercent(val.accuracy)).padStart(14),
    formatDuration(durationMs).padStart(12),
    formatCount(Math.round((1000 * trainCount) / durationMs)).padStart(10),
  ];
  return `${cells.join('')}${best ? '  best' : ''}`;
}

const BAR_CELLS = 10;

/** What matters most comes first: a narrow terminal cuts the end. */
function progressText(event: EventOf<'progress'>, { title, progress }: FollowOptions): string {
  const { epoch, epochs, step, stepsPerEpoch, remainingMs, loss, accuracy, imagesPerSecond } = event;
  const share = step / stepsPerEpoch;
  const full = Math.round(BAR_CELLS * share);
  const bar = '━'.repeat(full) + '─'.repeat(BAR_CELLS - full);
  const facts = [
    `${formatDuration(remainingMs)} left`,
    `loss ${formatLoss(loss)}`,
    `accuracy ${formatPercent(accuracy)}`,
    `${formatCount(Math.round(imagesPerSecond))} images/s`,
  ];
  const where = progress.drawsOver ? bar : `${Math.round(100 * share)}%:`;
  return `${title} ${epoch}/${epochs} ${where} ${facts.join(', ')}`;
}
