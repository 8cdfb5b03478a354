import { studentDistance, studentTails } from './distributions.ts';
import type { Interval } from './interval.ts';

/** What a t-test of differences found. */
export interface TTestResult {
  /** The mean of first minus second. */
  readonly difference: number;
  /** The 95% interval of the difference. */
  readonly interval: Interval;
  /** Student's t; null where all differences are equal, so that there is nothing to measure them by. */
  readonly statistic: number | null;
  readonly degreesOfFreedom: number;
  /** The two-sided probability of a mean this far from 0 if there were no difference. */
  readonly pValue: number;
}

/** What a t-test says of a difference, by its standard error. */
export function tTestResult(difference: number, error: number, degreesOfFreedom: number): TTestResult {
  const half = studentDistance(0.05, degreesOfFreedom) * error;
  const result = {
    difference,
    interval: { low: difference - half, high: difference + half },
    degreesOfFreedom,
  };
  if (error === 0) return { ...result, statistic: null, pValue: difference === 0 ? 1 : 0 };
  const statistic = difference / error;
  return { ...result, statistic, pValue: studentTails(statistic, degreesOfFreedom) };
}
