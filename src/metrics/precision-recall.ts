import { straightened } from './straightened.ts';
import type { ThresholdCounts } from './threshold-counts.ts';

/** One class against the rest at one threshold; precision and recall are from 0 to 1. */
export interface PrecisionRecallPoint {
  /** The least probability that counts as the class; null where nothing does. */
  readonly threshold: number | null;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Average precision: the precision at each threshold, weighted by the recall gained there, from 0 to 1; the share of
 * the class is chance. Without interpolation, as scikit-learn's `average_precision_score`. Undefined, null, where all
 * examples or none are of the class.
 *
 * @example averagePrecision(thresholdCounts(predictions, 3));
 */
export function averagePrecision({
  truePositives,
  falsePositives,
  positives,
  negatives,
}: ThresholdCounts): number | null {
  if (positives === 0 || negatives === 0) return null;
  let sum = 0;
  let hits = 0;
  truePositives.forEach((truePositive, at) => {
    sum += ((truePositive - hits) * truePositive) / (truePositive + falsePositives[at]!);
    hits = truePositive;
  });
  return sum / positives;
}

/**
 * The precision-recall curve from recall 0, where the precision is 1 by convention, to recall 1. Points on the line
 * between their neighbours are left out, and so are those after the recall of 1 is first reached. Undefined, null,
 * where `averagePrecision` is.
 *
 * @example precisionRecallCurve(thresholdCounts(predictions, 3));
 */
export function precisionRecallCurve(counts: ThresholdCounts): PrecisionRecallPoint[] | null {
  const { thresholds, truePositives, falsePositives, positives, negatives } = counts;
  if (positives === 0 || negatives === 0) return null;
  const length = truePositives.indexOf(positives) + 1;
  const recall = [0, ...truePositives.subarray(0, length)].map((hits) => hits / positives);
  const precision = [1];
  for (let at = 0; at < length; at++) {
    precision.push(truePositives[at]! / (truePositives[at]! + falsePositives[at]!));
  }
  return straightened(recall, precision).map((at) => ({
    threshold: at === 0 ? null : thresholds[at - 1]!,
    precision: precision[at]!,
    recall: recall[at]!,
  }));
}
