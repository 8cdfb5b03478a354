import { OptionError } from '../../core/errors.ts';
import { bestTrials, byMerit, isObservation } from '../best-trials.ts';
import type { Space } from '../space/space.ts';
import type { Direction, Trial } from '../trial.ts';
import { divergence } from './divergence.ts';

/** How much a parameter has to do with whether a trial is good. */
export interface ParameterImportance {
  readonly name: string;
  /** Its part of the sum, from 0 to 1. */
  readonly importance: number;
  /** The trials that have it. */
  readonly count: number;
}

/** What matters in a study. */
export interface ParameterImportances {
  /** The most important first; empty where nothing can be said. */
  readonly parameters: readonly ParameterImportance[];
  /** The trials that it rests on: complete, pruned, diverged and infeasible ones. */
  readonly trials: number;
  /** The best of them, which are compared with all. */
  readonly best: number;
  /** Why nothing can be said, in words. */
  readonly missing?: string;
}

/** What is known of a study. */
export interface StudyTrials {
  readonly space: Space;
  readonly directions: readonly Direction[];
  readonly trials: readonly Trial[];
}

export interface ImportanceOptions {
  /** Of one objective alone, from 0; of all together where there are several and none is given. */
  readonly objective?: number;
  /** The share of the trials that counts as the best; a tenth by default, and at least 5 trials. */
  readonly bestShare?: number;
}

const FEWEST_TRIALS = 10;
const FEWEST_BEST = 5;

/**
 * How important each parameter is for a trial to be among the best: how much its values there differ from its values in
 * all trials (PED-ANOVA; Watanabe, Bansal and Hutter 2023). Linear in the number of trials. As Optuna's
 * `PedAnovaImportanceEvaluator` where all trials are complete; pruned, diverged and infeasible trials count here too, as worse
 * than complete ones, because what went wrong says as much. The importances of all parameters add up to 1. They say
 * nothing of a value that was never tried.
 *
 * @throws OptionError for an objective that there is not, or a share that is not between 0 and 1
 * @example parameterImportances(study).parameters[0]?.name
 */
export function parameterImportances(
  study: StudyTrials,
  { objective, bestShare }: ImportanceOptions = {},
): ParameterImportances {
  if (bestShare !== undefined && !(bestShare > 0 && bestShare < 1)) {
    throw new OptionError(`bestShare: expected a number above 0 and below 1, got ${bestShare}`, {
      value: bestShare,
    });
  }
  const { space, directions, trials } = objective === undefined ? study : ofObjective(study, objective);
  const observed = trials.filter(isObservation);
  const none = { parameters: [], trials: observed.length, best: 0 };
  if (observed.length < FEWEST_TRIALS) {
    const missing = `At least ${FEWEST_TRIALS} trials with a result are needed, there are ${observed.length}.`;
    return { ...none, missing };
  }
  const share = bestShare ?? Math.max(0.1, FEWEST_BEST / observed.length);
  const best = theBest(observed, directions, Math.ceil(share * observed.length));
  if (best.length === observed.length) return { ...none, missing: 'All trials are as good as the best.' };
  const all = space.parameters.map((parameter) => ({
    name: parameter.name,
    importance: divergence(parameter, observed, best),
    count: observed.filter(({ params }) => params[parameter.name] !== undefined).length,
  }));
  const sum = all.reduce((total, { importance }) => total + importance, 0);
  const parameters = all
    .map((entry) => ({ ...entry, importance: sum > 0 ? entry.importance / sum : 0 }))
    .sort((a, b) => b.importance - a.importance);
  return { parameters, trials: observed.length, best: best.length };
}

/** So many of the best; with one objective also those that are as good as the last of them. */
function theBest(trials: readonly Trial[], directions: readonly Direction[], count: number): Trial[] {
  const best = bestTrials(trials, directions, count);
  if (directions.length > 1) return best;
  const compare = byMerit(directions[0]!);
  const last = best.at(-1)!;
  return trials.filter((trial) => compare(trial, last) <= 0);
}

/** The study as if it had one objective alone. */
function ofObjective({ space, directions, trials }: StudyTrials, objective: number): StudyTrials {
  const direction = directions[objective];
  if (direction === undefined) {
    throw new OptionError(`objective: there is no objective ${objective}`, {
      value: objective,
      expected: `a whole number from 0 to ${directions.length - 1}`,
    });
  }
  const alone = ({ values, ...trial }: Trial): Trial =>
    values === undefined ? trial : { ...trial, values: [values[objective]!] };
  return { space, directions: [direction], trials: trials.map(alone) };
}
