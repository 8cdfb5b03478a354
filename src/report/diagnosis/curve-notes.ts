import type { EpochRecord, Run } from '../../runs/record.ts';
import { formatLoss, formatPercent, formatPoints } from '../format.ts';
import { trainingExtras } from './training-extras.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What the curves of a run show. */
export type CurveNoteKind =
  | 'gap'
  | 'validationAbove'
  | 'overfitting'
  | 'underfitting'
  | 'guessing'
  | 'plateau'
  | 'improving'
  | 'divergence'
  | 'oscillation'
  | 'noValidation';

/** One thing that the curves of a run show, in words with the numbers. */
export interface CurveNote {
  readonly kind: CurveNoteKind;
  readonly text: string;
}

/** An epoch with validation. */
type Validated = EpochRecord & { readonly val: NonNullable<EpochRecord['val']> };

interface Curves {
  readonly run: Run;
  readonly epochs: readonly EpochRecord[];
  readonly validated: readonly Validated[];
  /** The epoch whose weights were kept. */
  readonly kept: EpochRecord;
  readonly last: EpochRecord;
}

/** What the curves of a run show, in order of what matters; nothing where it has finished no epoch. */
export function curveNotes(run: Run): CurveNote[] {
  const epochs = run.history;
  const last = epochs.at(-1);
  if (last === undefined) return [];
  const bestEpoch = run.record.result?.bestEpoch ?? epochs.findLast(({ best }) => best)?.epoch;
  const kept = epochs.find(({ epoch }) => epoch === bestEpoch) ?? last;
  const validated = epochs.filter((epoch): epoch is Validated => epoch.val !== undefined);
  const curves = { run, epochs, validated, kept, last };
  return [divergence, guessing, gap, overfitting, underfitting, plateau, improving, oscillation].flatMap(
    (note) => note(curves) ?? [],
  );
}

/** `5%`, `12%`, `0.4%`: how much something changed. */
function change(share: number): string {
  return `${(100 * share).toFixed(share < 0.095 ? 1 : 0)}%`;
}

function lowest<T>(items: readonly T[], of: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (least, item) => (least === undefined || of(item) < of(least) ? item : least),
    undefined,
  );
}

function divergence({ epochs, last }: Curves): CurveNote | undefined {
  const least = lowest(epochs, ({ train }) => train.loss)!;
  if (least.train.loss <= 0 || last.train.loss < least.train.loss * (1 + THRESHOLDS.divergence))
    return undefined;
  return {
    kind: 'divergence',
    text:
      `Training diverged: its loss rose from ${formatLoss(least.train.loss)} in epoch ${least.epoch} to ` +
      `${formatLoss(last.train.loss)} in epoch ${last.epoch}. A smaller learning rate or clipping may keep it stable.`,
  };
}

/** Whether an accuracy is no better than taking every image for the same class. */
function guessing({ run, last }: Curves): CurveNote | undefined {
  const { classNames, trainCount } = run.record.data;
  const chance = 1 / classNames.length;
  const error = Math.sqrt((chance * (1 - chance)) / trainCount);
  if (last.train.accuracy > chance + THRESHOLDS.standardErrors * error) return undefined;
  return {
    kind: 'guessing',
    text:
      `It has learnt nothing: its training accuracy in epoch ${last.epoch}, ${formatPercent(last.train.accuracy)}, is what ` +
      `guessing among ${classNames.length} classes gives.`,
  };
}

function gap({ run, validated, kept, last }: Curves): CurveNote | undefined {
  const at = validated.find(({ epoch }) => epoch === kept.epoch);
  const end = validated.at(-1);
  if (at === undefined || end === undefined) {
    return { kind: 'noValidation', text: 'Without validation nothing can be said of over-fitting.' };
  }
  const difference = (epoch: Validated): number => epoch.train.accuracy - epoch.val.accuracy;
  const { accuracy } = at.val;
  const error = Math.sqrt((accuracy * (1 - accuracy)) / Math.max(1, run.record.data.validationCount));
  const where = `in epoch ${at.epoch}, which was kept`;
  if (difference(at) < -THRESHOLDS.standardErrors * error) {
    return {
      kind: 'validationAbove',
      text:
        `Validation accuracy is ${formatPoints(-difference(at))} points above training accuracy ${where}. ` +
        trainingExtras(run.record),
    };
  }
  const side = (value: number): string =>
    `${formatPoints(Math.abs(value))} points ${value < 0 ? 'below' : 'above'}`;
  const later =
    end.epoch === at.epoch
      ? ''
      : `, and ${side(difference(end))} in ${end.epoch === last.epoch ? 'the last, ' : ''}${end.epoch}`;
  return {
    kind: 'gap',
    text: `Training accuracy is ${side(difference(at))} validation accuracy ${where}${later}.`,
  };
}

/** The epoch with the lowest validation loss, where it can be a measure of later ones. */
function turningPoint({ validated }: Curves): Validated | undefined {
  const least = lowest(validated, ({ val }) => val.loss);
  return least === undefined || least.val.loss <= 0 ? undefined : least;
}

function hasRisen(curves: Curves): boolean {
  const turn = turningPoint(curves);
  return turn !== undefined && curves.validated.at(-1)!.val.loss >= turn.val.loss * (1 + THRESHOLDS.lossRise);
}

function overfitting(curves: Curves): CurveNote | undefined {
  const turn = turningPoint(curves);
  const end = curves.validated.at(-1);
  if (turn === undefined || end === undefined || !hasRisen(curves)) return undefined;
  if (end.train.loss >= turn.train.loss) return undefined;
  return {
    kind: 'overfitting',
    text:
      `It over-fits from epoch ${turn.epoch} on: validation loss was lowest there, ${formatLoss(turn.val.loss)}, and rose by ` +
      `${change(end.val.loss / turn.val.loss - 1)} to ${formatLoss(end.val.loss)} in epoch ${end.epoch}, while training ` +
      `loss fell from ${formatLoss(turn.train.loss)} to ${formatLoss(end.train.loss)}.`,
  };
}

function underfitting({ validated, kept, run }: Curves): CurveNote | undefined {
  const at = validated.find(({ epoch }) => epoch === kept.epoch);
  if (at === undefined || at.train.accuracy >= THRESHOLDS.lowTrainingAccuracy) return undefined;
  if (at.train.accuracy - at.val.accuracy > THRESHOLDS.closeAccuracies) return undefined;
  if (at.val.accuracy >= THRESHOLDS.lowTrainingAccuracy) return undefined;
  const extras = trainingExtras(run.record, 'lower');
  return {
    kind: 'underfitting',
    text:
      `It may under-fit: even of the images that it is trained on it is right for only ${formatPercent(at.train.accuracy)} in ` +
      `epoch ${at.epoch}${extras}. A larger model, a higher learning rate or more epochs may help.`,
  };
}

function plateau(curves: Curves): CurveNote | undefined {
  const turn = turningPoint(curves);
  const end = curves.validated.at(-1);
  if (turn === undefined || end === undefined || hasRisen(curves)) return undefined;
  const reached = curves.validated.find(({ val }) => val.loss <= turn.val.loss * (1 + THRESHOLDS.lossNoise))!;
  const epochs = end.epoch - reached.epoch;
  if (epochs < THRESHOLDS.plateauEpochs) return undefined;
  return {
    kind: 'plateau',
    text:
      `It is on a plateau: validation loss has not fallen by more than ${change(THRESHOLDS.lossNoise)} in the ${epochs} epochs ` +
      `since epoch ${reached.epoch}, where it was ${formatLoss(reached.val.loss)}.`,
  };
}

function improving({ epochs, validated, last }: Curves): CurveNote | undefined {
  const end = validated.at(-1);
  const before = lowest(validated.slice(0, -1), ({ val }) => val.loss);
  if (end === undefined || before === undefined || before.val.loss <= 0) return undefined;
  const fall = 1 - end.val.loss / before.val.loss;
  if (fall < THRESHOLDS.lossNoise) return undefined;
  const highest = Math.max(...epochs.map(({ learningRate }) => learningRate));
  const left = last.learningRate / highest;
  const advice =
    left <= THRESHOLDS.learningRateLeft
      ? `The learning rate had come down to ${change(left)} of its highest, so what may help is a longer schedule, not ` +
        'epochs after this one.'
      : 'More epochs may help.';
  return {
    kind: 'improving',
    text:
      `It was still improving at the end: in epoch ${end.epoch} validation loss fell by ${change(fall)} to ` +
      `${formatLoss(end.val.loss)}. ${advice}`,
  };
}

function oscillation({ validated }: Curves): CurveNote | undefined {
  const losses = validated.map(({ val }) => val.loss);
  const median = losses.toSorted((a, b) => a - b)[losses.length >> 1] ?? 0;
  const steps = losses.slice(1).map((loss, index) => loss - losses[index]!);
  const large = THRESHOLDS.swing * median;
  const turns = steps
    .slice(1)
    .filter(
      (step, index) => step * steps[index]! < 0 && Math.min(Math.abs(step), Math.abs(steps[index]!)) > large,
    );
  if (median <= 0 || turns.length < THRESHOLDS.swingTurns) return undefined;
  return {
    kind: 'oscillation',
    text:
      `Validation loss swings: ${turns.length} times in ${validated.length} epochs it turned after a change of more than ` +
      `${change(THRESHOLDS.swing)} of its median. A smaller learning rate or a larger batch may calm it.`,
  };
}
