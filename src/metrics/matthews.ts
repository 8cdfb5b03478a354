import type { ConfusionMatrix } from './confusion-matrix.ts';

/**
 * Matthews' correlation of predictions and labels, for any number of classes (Gorodkin 2004, "Comparing two K-category
 * assignments by a K-category correlation coefficient"): 1 for perfect predictions, 0 for chance. As in scikit-learn it
 * is 0 where all labels, or all predictions, are of one class.
 *
 * @example matthewsCorrelation([[20, 5], [10, 15]]); // 0.408…
 */
export function matthewsCorrelation(confusion: ConfusionMatrix): number {
  let count = 0;
  let agreed = 0;
  let both = 0;
  let labels = 0;
  let predictions = 0;
  confusion.forEach((row, label) => {
    const support = row.reduce((sum, value) => sum + value, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[label]!, 0);
    count += support;
    agreed += row[label]!;
    both += support * predicted;
    labels += support ** 2;
    predictions += predicted ** 2;
  });
  const spread = (count ** 2 - labels) * (count ** 2 - predictions);
  return spread === 0 ? 0 : (agreed * count - both) / Math.sqrt(spread);
}
