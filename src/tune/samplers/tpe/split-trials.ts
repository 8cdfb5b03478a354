import { selectByHypervolume } from '../../hypervolume.ts';
import { lossesOf, paretoRanks, type Losses } from '../../pareto.ts';
import { asLoss, type Direction, type Trial } from '../../trial.ts';
import { risingOrder } from './rising-order.ts';

/** The trials that are told apart: the better ones, and all others. Both by number. */
export interface SplitTrials {
  readonly better: readonly Trial[];
  readonly others: readonly Trial[];
}

/** Whether a trial says something about what it was tried with. */
export function isObserved({ state, failure }: Trial): boolean {
  return state === 'complete' || state === 'pruned' || (state === 'failed' && failure!.kind !== 'error');
}

/**
 * Splits observed trials: a tenth of them, rounded up, are the better ones, of one objective at most 25. Complete trials
 * come first, by value; then pruned ones, by how far they came and what they had reached; then those that diverged or
 * were infeasible, by number. Of several objectives the fronts come one after the other, and of the last one those that
 * cover the most together.
 *
 * @param trials all of them observed, by number
 */
export function splitTrials(trials: readonly Trial[], directions: readonly Direction[]): SplitTrials {
  const tenth = Math.ceil(0.1 * trials.length);
  const count = directions.length > 1 ? tenth : Math.min(tenth, 25);
  const inState = (wanted: Trial['state']) => trials.filter(({ state }) => state === wanted);
  const better = new Set<Trial>(bestComplete(inState('complete'), directions, count));
  const rest = [...byProgress(inState('pruned'), directions[0]!), ...inState('failed')];
  for (const trial of rest.slice(0, count - better.size)) better.add(trial);
  return {
    better: trials.filter((trial) => better.has(trial)),
    others: trials.filter((trial) => !better.has(trial)),
  };
}

function bestComplete(
  trials: readonly Trial[],
  directions: readonly Direction[],
  count: number,
): readonly Trial[] {
  if (count >= trials.length) return trials;
  const best =
    directions.length > 1
      ? bestTogether(
          trials.map((trial) => lossesOf(trial, directions)),
          count,
        )
      : risingOrder(Float64Array.from(trials, ({ values }) => asLoss(values![0]!, directions[0]!)));
  return Array.from(best.slice(0, count), (index) => trials[index]!);
}

/** Whole fronts as far as they fit; of the next one, points that cover the most. */
function bestTogether(losses: readonly Losses[], count: number): number[] {
  const ranks = paretoRanks(losses);
  const chosen: number[] = [];
  for (let rank = 0; chosen.length < count; rank++) {
    const front = ranks.flatMap((of, index) => (of === rank ? [index] : []));
    const left = count - chosen.length;
    if (front.length <= left) chosen.push(...front);
    else {
      const points = front.map((index) => losses[index]!);
      const picked = selectByHypervolume(points, left, referenceOf(points));
      chosen.push(...picked.map((place) => front[place]!));
    }
  }
  return chosen;
}

/** A tenth of its size worse than the worst in every objective, as Optuna has it. */
function referenceOf(points: readonly Losses[]): number[] {
  return points[0]!.map((_, objective) => {
    const worst = points.reduce((most, losses) => Math.max(most, losses[objective]!), -Infinity);
    return Math.max(1.1 * worst, 0.9 * worst) || 1e-12;
  });
}

/** Those that came the farthest first, of these the best by their latest report; those without a report last. */
function byProgress(trials: readonly Trial[], direction: Direction): Trial[] {
  const latest = ({ reports }: Trial) => reports.at(-1) ?? { step: -1, value: 0 };
  const difference = (a: Trial, b: Trial) => {
    const [ofA, ofB] = [latest(a), latest(b)];
    return ofB.step - ofA.step || asLoss(ofA.value, direction) - asLoss(ofB.value, direction);
  };
  return [...trials].sort(difference);
}
