import { ShapeError } from '../core/errors.ts';
import { checkPaired } from './accuracy.ts';
import type { ClassIndices } from './accuracy.ts';

/** Counts of examples: `confusion[label][prediction]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** A square of zeros, to be counted into. */
export function emptyConfusion(classes: number): number[][] {
  return Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
}

/** Throws a ShapeError unless the value is one of the classes. */
export function checkClass(where: string, value: number | undefined, classes: number, at: number): void {
  if (value === undefined || !Number.isInteger(value) || value < 0 || value >= classes) {
    throw new ShapeError(`${where}: got class ${String(value)} at example ${at}`, {
      value,
      expected: `a whole number from 0 to ${classes - 1}`,
    });
  }
}

/**
 * Counts how often each class was taken for each: row = label, column = prediction.
 *
 * @throws ShapeError where the lengths differ or a class is not in 0 … `classes` − 1
 */
export function confusionMatrix(
  labels: ClassIndices,
  predictions: ClassIndices,
  classes: number,
): number[][] {
  checkPaired('confusionMatrix', labels, predictions);
  const confusion = emptyConfusion(classes);
  for (let index = 0; index < labels.length; index++) {
    checkClass('confusionMatrix: label', labels[index], classes, index);
    checkClass('confusionMatrix: prediction', predictions[index], classes, index);
    confusion[labels[index]!]![predictions[index]!]!++;
  }
  return confusion;
}

/** Shares from 0 to 1: `shares[label][prediction]`. */
export type ConfusionShares = readonly (readonly number[])[];

/**
 * Of the examples of each class, the share that was taken for each: every row sums to 1, or is all 0 for a class
 * without examples, as scikit-learn's `normalize='true'`. The diagonal is the recall.
 *
 * @example confusionByLabel([[3, 1], [0, 0]]); // [[0.75, 0.25], [0, 0]]
 */
export function confusionByLabel(confusion: ConfusionMatrix): number[][] {
  return confusion.map((row) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (support === 0 ? 0 : count / support));
  });
}

/**
 * Of the examples that were taken for each class, the share that is of each: every column sums to 1, or is all 0 for a
 * class that was never predicted, as scikit-learn's `normalize='pred'`. The diagonal is the precision.
 *
 * @example confusionByPrediction([[3, 0], [1, 0]]); // [[0.75, 0], [0.25, 0]]
 */
export function confusionByPrediction(confusion: ConfusionMatrix): number[][] {
  const predicted = confusion.map((_, column) => confusion.reduce((sum, row) => sum + row[column]!, 0));
  return confusion.map((row) =>
    row.map((count, column) => (predicted[column] === 0 ? 0 : count / predicted[column]!)),
  );
}
