import { OptionError } from '../core/errors.ts';
import { studentDistance } from './distributions.ts';
import type { Interval } from './interval.ts';
import { checkSample, spreadOf } from './spread.ts';

/**
 * The interval of the mean that values come from, by Student's t distribution (Student 1908, "The probable error of a
 * mean"). It takes the values as normal and independent, as runs with different seeds are; folds that share examples
 * are not.
 *
 * @param confidence between 0 and 1
 * @throws OptionError where there are fewer than two values, one is not finite, or the confidence is out of its range
 *
 * @example meanInterval([0.91, 0.92, 0.93]); // 0.92 ± 0.0248
 */
export function meanInterval(values: readonly number[], confidence = 0.95): Interval {
  checkSample('meanInterval', values, 2);
  if (!(confidence > 0 && confidence < 1)) {
    throw new OptionError(`meanInterval: confidence: expected a number between 0 and 1, got ${confidence}`, {
      value: confidence,
      expected: 'a number between 0 and 1',
    });
  }
  const { mean, deviation } = spreadOf(values);
  const half = (studentDistance(1 - confidence, values.length - 1) * deviation) / Math.sqrt(values.length);
  return { low: mean - half, high: mean + half };
}
