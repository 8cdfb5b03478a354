import { bestTrials } from '../../best-trials.ts';
import type { Direction, Trial } from '../../trial.ts';

/** The trials that are told apart: the better ones, and all others. Both by number. */
export interface SplitTrials {
  readonly better: readonly Trial[];
  readonly others: readonly Trial[];
}

/**
 * Splits observed trials: a tenth of them, rounded up, are the better ones, of one objective at most 25.
 *
 * @param trials all of them observed, by number
 */
export function splitTrials(trials: readonly Trial[], directions: readonly Direction[]): SplitTrials {
  const tenth = Math.ceil(0.1 * trials.length);
  const count = directions.length > 1 ? tenth : Math.min(tenth, 25);
  const better = new Set(bestTrials(trials, directions, count));
  return {
    better: trials.filter((trial) => better.has(trial)),
    others: trials.filter((trial) => !better.has(trial)),
  };
}
