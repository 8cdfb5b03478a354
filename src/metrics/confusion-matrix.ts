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
