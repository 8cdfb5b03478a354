import type { ConfusionMatrix } from './confusion-matrix.ts';

/** How often one class was taken for another. */
export interface ConfusedPair {
  readonly label: number;
  readonly prediction: number;
  readonly count: number;
  /** The share of the label's examples that this is, from 0 to 1. */
  readonly share: number;
}

/**
 * The pairs of classes that were confused most often, at most so many: by count, of equal counts by the share of the
 * label's examples, then in label order. A pair has a direction: the true class first.
 *
 * @example confusedPairs([[5, 0], [2, 2]], 3); // [{ label: 1, prediction: 0, count: 2, share: 0.5 }]
 */
export function confusedPairs(confusion: ConfusionMatrix, most: number): ConfusedPair[] {
  return confusion
    .flatMap((row, label) => {
      const support = row.reduce((sum, count) => sum + count, 0);
      return row.flatMap((count, prediction) =>
        count === 0 || label === prediction ? [] : [{ label, prediction, count, share: count / support }],
      );
    })
    .sort((a, b) => b.count - a.count || b.share - a.share)
    .slice(0, most);
}
