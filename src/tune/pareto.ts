import { asLoss, type Direction, type Trial } from './trial.ts';

/** What one trial lost, one number an objective: less is better. */
export type Losses = readonly number[];

/** The values of a complete trial as losses. */
export function lossesOf({ values }: Trial, directions: readonly Direction[]): number[] {
  return values!.map((value, objective) => asLoss(value, directions[objective]!));
}

/** Whether `a` is nowhere worse than `b`, and somewhere better. */
export function dominates(a: Losses, b: Losses): boolean {
  let better = false;
  for (let objective = 0; objective < a.length; objective++) {
    if (a[objective]! > b[objective]!) return false;
    if (a[objective]! < b[objective]!) better = true;
  }
  return better;
}

/** Orders by the first objective, then by the second, and so on: nothing is dominated by what comes after it. */
export function byObjectives(a: Losses, b: Losses): number {
  for (let objective = 0; objective < a.length; objective++) {
    // Not by their difference: that of two infinite losses is no number.
    if (a[objective]! < b[objective]!) return -1;
    if (a[objective]! > b[objective]!) return 1;
  }
  return 0;
}

/**
 * The front that each point is on, from 0: the points that no other dominates are front 0, those that only they dominate
 * front 1, and so on. Equal points share a front. Sorts first and then seeks each point's front by halving (Zhang et al.
 * 2015, "An efficient approach to nondominated sorting").
 *
 * @param points losses, all of the same number of objectives
 */
export function paretoRanks(points: readonly Losses[]): number[] {
  const order = points.map((_, index) => index).sort((a, b) => byObjectives(points[a]!, points[b]!));
  const fronts: Losses[][] = [];
  const ranks = new Array<number>(points.length).fill(0);
  order.forEach((index, position) => {
    const point = points[index]!;
    const before = position === 0 ? undefined : order[position - 1]!;
    if (before !== undefined && byObjectives(points[before]!, point) === 0) {
      ranks[index] = ranks[before]!;
      return;
    }
    const rank = firstFrontWithout(fronts, point);
    (fronts[rank] ??= []).push(point);
    ranks[index] = rank;
  });
  return ranks;
}

/** The indices of the points on each front, front 0 first; see `paretoRanks`. */
export function paretoFronts(points: readonly Losses[]): number[][] {
  const fronts: number[][] = [];
  paretoRanks(points).forEach((rank, index) => {
    (fronts[rank] ??= []).push(index);
  });
  // A front may be met before the one that comes first; none is missing in the end.
  return fronts;
}

/** The first front that nothing dominates `point` in; all before it have something that does. */
function firstFrontWithout(fronts: readonly (readonly Losses[])[], point: Losses): number {
  let low = 0;
  let high = fronts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isDominatedIn(fronts[middle]!, point)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Whether one of a front dominates a point that differs from all of it and comes after them by the first objective. The
 * latest are the likeliest to; of two objectives, only the last one can.
 */
function isDominatedIn(front: readonly Losses[], point: Losses): boolean {
  if (point.length <= 2) return dominates(front.at(-1)!, point);
  for (let index = front.length - 1; index >= 0; index--) {
    if (isNowhereWorse(front[index]!, point)) return true;
  }
  return false;
}

/** Leaving out the first objective. */
function isNowhereWorse(a: Losses, b: Losses): boolean {
  for (let objective = 1; objective < a.length; objective++) {
    if (a[objective]! > b[objective]!) return false;
  }
  return true;
}

/**
 * The complete trials that no other one dominates: nothing about them could be had better without something else being
 * worse. By number; trials with equal values are all in it. Of one objective these are the best.
 *
 * @example paretoFront(study.trials, study.directions)
 */
export function paretoFront(trials: readonly Trial[], directions: readonly Direction[]): Trial[] {
  const complete = trials.filter(({ state }) => state === 'complete');
  const ranks = paretoRanks(complete.map((trial) => lossesOf(trial, directions)));
  return complete.filter((_, index) => ranks[index] === 0);
}
