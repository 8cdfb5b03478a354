import { bestTrials, isObservation } from '../../best-trials.ts';
import { asLoss, type Direction, type Trial } from '../../trial.ts';

/** A trial and what it is taken to have lost. */
export interface ObservedLoss {
  readonly trial: Trial;
  readonly loss: number;
}

/**
 * What trials lost. Those that diverged or were infeasible are as bad as the worst complete one; pruned ones as bad as their
 * latest report, but at least as the median of the complete ones. Nothing where none is complete.
 */
export function observedLosses(trials: readonly Trial[], direction: Direction): ObservedLoss[] {
  const complete = trials
    .filter(({ state }) => state === 'complete')
    .map(({ values }) => asLoss(values![0]!, direction))
    .sort((a, b) => a - b);
  if (complete.length === 0) return [];
  const worst = complete.at(-1)!;
  const median = complete[complete.length >> 1]!;
  return trials.filter(isObservation).map((trial) => {
    const { state, values, reports } = trial;
    if (state === 'complete') return { trial, loss: asLoss(values![0]!, direction) };
    if (state === 'failed') return { trial, loss: worst };
    const latest = reports.at(-1);
    return { trial, loss: latest === undefined ? median : Math.max(median, asLoss(latest.value, direction)) };
  });
}

/** Of too many trials the best half of what can be kept, and the latest of the others. By number. */
export function mostTelling(trials: readonly Trial[], direction: Direction, count: number): Trial[] {
  const observed = trials.filter(isObservation);
  if (observed.length <= count) return observed;
  const kept = new Set(bestTrials(observed, [direction], count >> 1));
  for (const trial of observed.toReversed()) {
    if (kept.size === count) break;
    kept.add(trial);
  }
  return observed.filter((trial) => kept.has(trial));
}
