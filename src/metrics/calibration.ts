import { OptionError } from '../core/errors.ts';
import { predictedClasses, type Predictions } from './predictions.ts';

/** Examples whose confidence, the probability of the predicted class, is above `low` and at most `high`. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The mean confidence, from 0 to 1; null in an empty bin. */
  readonly confidence: number | null;
  /** The share of right predictions; null in an empty bin. */
  readonly accuracy: number | null;
}

/** How far confidence and accuracy are apart. Each error is from 0 to 1, NaN where there are no examples. */
export interface Calibration {
  /** The mean over examples of their bin's |accuracy − confidence|: ECE. */
  readonly expectedError: number;
  /** The largest |accuracy − confidence| of a bin: MCE. */
  readonly maximumError: number;
  readonly bins: readonly ReliabilityBin[];
}

/**
 * The expected and the maximum calibration error with the bins of the reliability diagram, which are of equal width
 * (Guo et al. 2017, "On calibration of modern neural networks"). A confidence of 0 is in the first bin.
 *
 * @param binCount a whole number from 1; 15 is what papers use
 * @throws OptionError where it is anything else
 *
 * @example
 * const sure = { labels: Int32Array.of(0, 1), probabilities: Float32Array.of(0.75, 0.25, 0.75, 0.25), classes: 2 };
 * calibration(sure).expectedError; // 0.25: three quarters sure, half right
 */
export function calibration(predictions: Predictions, binCount = 15): Calibration {
  if (!Number.isInteger(binCount) || binCount < 1) {
    throw new OptionError(`calibration: got ${binCount} bins`, {
      value: binCount,
      expected: 'a whole number from 1',
    });
  }
  const { labels, probabilities, classes } = predictions;
  const tallies = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, hits: 0 }));
  predictedClasses(predictions).forEach((predicted, example) => {
    const confidence = probabilities[example * classes + predicted]!;
    const tally = tallies[Math.max(0, Math.ceil(confidence * binCount) - 1)]!;
    tally.count++;
    tally.confidence += confidence;
    if (predicted === labels[example]) tally.hits++;
  });
  const gaps = tallies.map(({ confidence, hits }) => Math.abs(hits - confidence));
  return {
    expectedError: gaps.reduce((sum, gap) => sum + gap, 0) / labels.length,
    maximumError: tallies.reduce(
      (most, { count }, bin) => (count === 0 ? most : Math.max(most, gaps[bin]! / count)),
      labels.length === 0 ? NaN : 0,
    ),
    bins: tallies.map(({ count, confidence, hits }, bin) => ({
      low: bin / binCount,
      high: (bin + 1) / binCount,
      count,
      confidence: count === 0 ? null : confidence / count,
      accuracy: count === 0 ? null : hits / count,
    })),
  };
}
