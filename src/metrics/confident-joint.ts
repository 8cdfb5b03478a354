import type { Predictions } from './predictions.ts';

/** How given and true classes go together, as far as confident predictions tell. */
export interface ConfidentJoint {
  /** The mean probability of each class over the examples that are labelled so; null for a class without examples. */
  readonly thresholds: readonly (number | null)[];
  /** The class that each example is confidently of; −1 where it is of none. */
  readonly confident: Int32Array;
  /** Examples by given label (row) and by the class that they are confidently of (column). */
  readonly counts: readonly (readonly number[])[];
  /**
   * The counts, each row scaled to the number of examples with that label: how many examples of each cell there are.
   */
  readonly estimate: readonly (readonly number[])[];
}

/**
 * The confident joint (Northcutt, Jiang and Chuang 2021, "Confident learning: estimating uncertainty in dataset
 * labels", section 3.1). An example is confidently of a class where the probability of the class is at least the mean
 * probability of it over the examples labelled so, which allows for models that are surer of some classes than of
 * others; where that is so for several, of the most probable of them.
 *
 * @param predictions out of sample: of a model that has not been trained on these examples, as by k folds
 *
 * @example confidentJoint(predictions).estimate[3]![5]; // about how many examples labelled 3 are of class 5
 */
export function confidentJoint({ labels, probabilities, classes }: Predictions): ConfidentJoint {
  const support = new Array<number>(classes).fill(0);
  const sums = new Array<number>(classes).fill(0);
  labels.forEach((label, example) => {
    support[label]!++;
    sums[label]! += probabilities[example * classes + label]!;
  });
  const thresholds = sums.map((sum, index) => (support[index] === 0 ? null : sum / support[index]!));
  const counts = support.map(() => new Array<number>(classes).fill(0));
  const confident = labels.map((_, example) => {
    let chosen = -1;
    let most = -1;
    thresholds.forEach((threshold, index) => {
      const probability = probabilities[example * classes + index]!;
      if (threshold !== null && probability >= threshold && probability > most) {
        chosen = index;
        most = probability;
      }
    });
    return chosen;
  });
  confident.forEach((index, example) => {
    if (index >= 0) counts[labels[example]!]![index]!++;
  });
  const estimate = counts.map((row, label) => {
    const counted = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (counted === 0 ? 0 : (count / counted) * support[label]!));
  });
  return { thresholds, confident, counts, estimate };
}
