import { OptionError } from '../core/errors.ts';
import type { Predictions } from './predictions.ts';

/**
 * The shares of examples whose true class is among the 1, 2, … `most` most probable ones, each from 0 to 1; NaN where
 * there are no examples. Of equally probable classes the first counts as more probable, so that the first share is the
 * accuracy of the most probable classes.
 *
 * @param most a whole number from 1 to the number of classes
 * @throws OptionError where `most` is anything else
 *
 * @example
 * const predictions = { labels: Int32Array.of(2), probabilities: Float32Array.of(0.5, 0.2, 0.3), classes: 3 };
 * topKAccuracies(predictions, 3); // [0, 1, 1]
 */
export function topKAccuracies({ labels, probabilities, classes }: Predictions, most: number): number[] {
  if (!Number.isInteger(most) || most < 1 || most > classes) {
    throw new OptionError(`topKAccuracies: got ${most} of ${classes} classes`, {
      value: most,
      expected: `a whole number from 1 to ${classes}`,
    });
  }
  const found = new Array<number>(most).fill(0);
  labels.forEach((label, example) => {
    const start = example * classes;
    const own = probabilities[start + label]!;
    let before = 0;
    for (let index = 0; index < classes; index++) {
      const other = probabilities[start + index]!;
      if (other > own || (other === own && index < label)) before++;
    }
    for (let k = before; k < most; k++) found[k]!++;
  });
  return found.map((hits) => hits / labels.length);
}
