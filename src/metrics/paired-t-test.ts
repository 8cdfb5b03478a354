import { OptionError } from '../core/errors.ts';
import { pairedDifferences } from './paired-differences.ts';
import { spreadOf } from './spread.ts';
import { tTestResult, type TTestResult } from './t-test-result.ts';

/**
 * The paired t-test of two models over the same seeds (Student 1908, "The probable error of a mean"). Where all pairs
 * differ by the same, p is 0, or 1 if they do not differ.
 *
 * Folds of one cross-validation share training examples, which this test takes for agreement of independent runs; for
 * those there is `resampledTTest`.
 *
 * @param first a figure of the first model, one a seed
 * @param second that of the second model, in the same order of seeds
 * @throws ShapeError where the lengths differ, OptionError where there are fewer than two pairs or a value is not
 *   finite
 *
 * @example pairedTTest([0.92, 0.93, 0.91], [0.9, 0.92, 0.9]).pValue;
 */
export function pairedTTest(first: readonly number[], second: readonly number[]): TTestResult {
  const differences = pairedDifferences('pairedTTest', first, second, 2);
  return tTest(differences, 1 / differences.length);
}

/**
 * The corrected resampled t-test of two models over the folds of a cross-validation or over repeated splits (Nadeau and
 * Bengio 2003, "Inference for the generalization error"): the variance of the mean is (1/k + test/training) s² and not
 * s²/k, because the k training sets overlap.
 *
 * @param first a figure of the first model, one a fold
 * @param second that of the second model, in the same order of folds
 * @param testRatio examples tested on over examples trained on, above 0; 1 / (k − 1) for k folds, which is the default
 * @throws ShapeError where the lengths differ, OptionError where there are fewer than two pairs, a value is not finite,
 *   or the ratio is out of its range
 *
 * @example resampledTTest([0.92, 0.93, 0.91], [0.9, 0.92, 0.9]).pValue;
 */
export function resampledTTest(
  first: readonly number[],
  second: readonly number[],
  testRatio = 1 / (first.length - 1),
): TTestResult {
  const differences = pairedDifferences('resampledTTest', first, second, 2);
  if (!(testRatio > 0 && testRatio < Infinity)) {
    throw new OptionError(`resampledTTest: testRatio: expected a number above 0, got ${testRatio}`, {
      value: testRatio,
      expected: 'a number above 0',
    });
  }
  return tTest(differences, 1 / differences.length + testRatio);
}

/** The test of whether a mean is 0 whose variance is `factor` times that of the values. */
function tTest(differences: readonly number[], factor: number): TTestResult {
  const { mean, deviation } = spreadOf(differences);
  return tTestResult(mean, Math.sqrt(factor) * deviation, differences.length - 1);
}
