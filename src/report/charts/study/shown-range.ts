import { quantile } from '../../../metrics/quantile.ts';
import type { Direction } from '../../../tune/trial.ts';

/** The part of an axis of values that is shown; what is worse stands at its edge. */
export interface ShownRange {
  readonly min: number;
  readonly max: number;
  /** How far apart ticks are. */
  readonly interval: number;
  /** How many values are worse than what is shown. */
  readonly beyond: number;
}

/** How many quartile distances from the middle half a value may be, to count as one of the others (Tukey 1977: "far out"). */
const FAR_OUT = 3;
const ABOUT_TICKS = 6;

/** The least of 1, 2, 5, 10, … times a power of ten that is not below a number. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= value * (1 - 1e-9))!;
}

/**
 * The part of an axis that shows values so that they can be told apart: all of them but those that are far worse than most,
 * such as the 10% of a network that has learned nothing.
 *
 * @param values in any order, at least one
 */
export function shownRange(values: readonly number[], direction: Direction): ShownRange {
  const sorted = [...values].sort((a, b) => a - b);
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = FAR_OUT * (third - first);
  // Where most are equal there is no middle half to go by.
  const isNear = (value: number): boolean =>
    reach === 0 || (direction === 'maximize' ? value >= first - reach : value <= third + reach);
  const near = sorted.filter(isNear);
  const [low, high] = [near[0]!, near.at(-1)!];
  const span = high > low ? high - low : Math.max(Math.abs(high) / 10, 1e-6);
  const interval = roundUp(span / ABOUT_TICKS);
  const tick = (count: number): number => Number((count * interval).toPrecision(12));
  const min = tick(Math.floor(low / interval - 0.05));
  const max = tick(Math.ceil(high / interval + 0.05));
  return { min, max, interval, beyond: sorted.length - near.length };
}

/** A value, or the edge that it is beyond. */
export function within(value: number, { min, max }: Pick<ShownRange, 'min' | 'max'>): number {
  return Math.min(max, Math.max(min, value));
}

/** A share does not go beyond 0 and 1, and neither should its axis. */
export function shareRange(range: ShownRange): ShownRange {
  return { ...range, min: Math.max(0, range.min), max: Math.min(1, range.max) };
}
