import { OptionError } from '../core/errors.ts';
import type { Predictions } from './predictions.ts';

/**
 * One class against the rest, at every threshold that makes a difference: an example is taken for the class where its
 * probability is at least the threshold. What the ROC curve, its area, the precision-recall curve and the average
 * precision are made of.
 */
export interface ThresholdCounts {
  /** The different probabilities of the class, falling. */
  readonly thresholds: Float32Array;
  /** How many examples of the class are taken for it at each threshold. */
  readonly truePositives: Int32Array;
  /** How many of the others are taken for it at each threshold. */
  readonly falsePositives: Int32Array;
  /** How many examples are of the class. */
  readonly positives: number;
  /** How many are not. */
  readonly negatives: number;
}

/**
 * Counts right and wrong examples at each threshold of one class; equal probabilities share a threshold, as in
 * scikit-learn.
 *
 * @param classIndex the class that is told from the rest
 * @throws OptionError where it is not one of the classes
 *
 * @example
 * const predictions = { labels: Int32Array.of(0, 1), probabilities: Float32Array.of(0.9, 0.1, 0.4, 0.6), classes: 2 };
 * rocAuc(thresholdCounts(predictions, 1)); // 1
 */
export function thresholdCounts(
  { labels, probabilities, classes }: Predictions,
  classIndex: number,
): ThresholdCounts {
  if (!Number.isInteger(classIndex) || classIndex < 0 || classIndex >= classes) {
    throw new OptionError(`thresholdCounts: got class ${classIndex} of ${classes} classes`, {
      value: classIndex,
      expected: `a whole number from 0 to ${classes - 1}`,
    });
  }
  const positives = labels.reduce((count, label) => count + (label === classIndex ? 1 : 0), 0);
  const negatives = labels.length - positives;
  const scores = [new Float32Array(negatives), new Float32Array(positives)] as const;
  const filled = [0, 0];
  labels.forEach((label, example) => {
    const side = label === classIndex ? 1 : 0;
    scores[side][filled[side]!++] = probabilities[example * classes + classIndex]!;
  });
  // Each side sorted by itself, then merged: much faster than sorting examples by a comparison.
  const merged = mergeFalling(scores[1].sort().reverse(), scores[0].sort().reverse());
  return { ...merged, positives, negatives };
}

/** How many of two falling lists are at least each value in them. */
function mergeFalling(
  hits: Float32Array,
  misses: Float32Array,
): Pick<ThresholdCounts, 'thresholds' | 'truePositives' | 'falsePositives'> {
  const most = hits.length + misses.length;
  const thresholds = new Float32Array(most);
  const truePositives = new Int32Array(most);
  const falsePositives = new Int32Array(most);
  let count = 0;
  let hit = 0;
  let miss = 0;
  while (hit < hits.length || miss < misses.length) {
    const threshold = Math.max(hits[hit] ?? -Infinity, misses[miss] ?? -Infinity);
    while (hits[hit] === threshold) hit++;
    while (misses[miss] === threshold) miss++;
    thresholds[count] = threshold;
    truePositives[count] = hit;
    falsePositives[count] = miss;
    count++;
  }
  return {
    thresholds: thresholds.slice(0, count),
    truePositives: truePositives.slice(0, count),
    falsePositives: falsePositives.slice(0, count),
  };
}
