import { OptionError } from '../core/errors.ts';
import { checkSample, spreadOf } from './spread.ts';
import { tTestResult, type TTestResult } from './t-test-result.ts';

/**
 * Student's t-test of the difference of two means, first minus second, with the spread taken from all of several samples
 * (Student 1908; with more than two samples a contrast of Fisher's analysis of variance, "Statistical methods for research
 * workers", 1925). A few values a sample are enough, where there are several samples that spread about equally.
 *
 * @param others samples that tell of the spread alone
 * @throws OptionError where a sample is empty, a value is not finite, or every sample has a single value
 *
 * @example pooledTTest([0.92, 0.93], [0.9, 0.91]).pValue; // 0.105…
 */
export function pooledTTest(
  first: readonly number[],
  second: readonly number[],
  others: readonly (readonly number[])[] = [],
): TTestResult {
  const samples = [first, second, ...others];
  for (const sample of samples) checkSample('pooledTTest', sample, 1);
  const degreesOfFreedom = samples.reduce((sum, { length }) => sum + length - 1, 0);
  if (degreesOfFreedom === 0) {
    throw new OptionError('pooledTTest: every sample has a single value', {
      value: samples.length,
      expected: 'a sample with two values or more, to measure the spread by',
    });
  }
  const squares = samples.reduce((sum, sample) => {
    const { mean } = spreadOf(sample);
    return sum + sample.reduce((total, value) => total + (value - mean) ** 2, 0);
  }, 0);
  const difference = spreadOf(first).mean - spreadOf(second).mean;
  const error = Math.sqrt((squares / degreesOfFreedom) * (1 / first.length + 1 / second.length));
  return tTestResult(difference, error, degreesOfFreedom);
}
