import { straightened } from './straightened.ts';
import type { ThresholdCounts } from './threshold-counts.ts';

/** One class against the rest at one threshold; rates are from 0 to 1. */
export interface RocPoint {
  /** The least probability that counts as the class; null where nothing does. */
  readonly threshold: number | null;
  /** Of the other classes' examples, the share that is taken for this one. */
  readonly falsePositiveRate: number;
  /** Of the class's examples, the share that is taken for it: the recall. */
  readonly truePositiveRate: number;
}

/**
 * The area under the ROC curve: the probability that an example of the class is given a larger probability of it than
 * one of another class, ties counting half; 0.5 is chance, 1 perfect (Fawcett 2006, "An introduction to ROC analysis").
 * Undefined, null, where all examples or none are of the class.
 *
 * @example rocAuc(thresholdCounts(predictions, 3));
 */
export function rocAuc({
  truePositives,
  falsePositives,
  positives,
  negatives,
}: ThresholdCounts): number | null {
  if (positives === 0 || negatives === 0) return null;
  let twiceArea = 0;
  let hits = 0;
  let misses = 0;
  truePositives.forEach((truePositive, at) => {
    twiceArea += (falsePositives[at]! - misses) * (truePositive + hits);
    hits = truePositive;
    misses = falsePositives[at]!;
  });
  return twiceArea / (2 * positives * negatives);
}

/**
 * The ROC curve from (0, 0) to (1, 1), to be drawn with straight lines. Points on the line between their neighbours are
 * left out, which changes neither the drawing nor the area. Undefined, null, where `rocAuc` is.
 *
 * @example rocCurve(thresholdCounts(predictions, 3));
 */
export function rocCurve(counts: ThresholdCounts): RocPoint[] | null {
  const { thresholds, truePositives, falsePositives, positives, negatives } = counts;
  if (positives === 0 || negatives === 0) return null;
  // In whole numbers, so that whether three points are on a line is exact; the first takes nothing for the class.
  const x = [0, ...falsePositives];
  const y = [0, ...truePositives];
  return straightened(x, y).map((at) => ({
    threshold: at === 0 ? null : thresholds[at - 1]!,
    falsePositiveRate: x[at]! / negatives,
    truePositiveRate: y[at]! / positives,
  }));
}
