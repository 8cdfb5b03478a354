import { ShapeError } from '../core/errors.ts';

/** Class indices, one an example. */
export type ClassIndices = ArrayLike<number>;

/** Throws a ShapeError unless there is one prediction a label. */
export function checkPaired(where: string, labels: ClassIndices, predictions: ClassIndices): void {
  if (labels.length !== predictions.length) {
    throw new ShapeError(`${where}: got ${labels.length} labels and ${predictions.length} predictions`, {
      value: predictions.length,
      expected: 'one prediction a label',
    });
  }
}

/**
 * The share of predictions that equal their label, from 0 to 1; NaN where there are no examples.
 *
 * @throws ShapeError where the two do not have the same length
 */
export function accuracy(labels: ClassIndices, predictions: ClassIndices): number {
  checkPaired('accuracy', labels, predictions);
  let correct = 0;
  for (let index = 0; index < labels.length; index++) {
    if (labels[index] === predictions[index]) correct++;
  }
  return correct / labels.length;
}
