import { OptionError } from '../core/errors.ts';

/**
 * p-values adjusted for there being many tests, in the order given (Holm 1979, "A simple sequentially rejective
 * multiple test procedure"): rejecting where they are at most α makes a single false rejection no more probable than α,
 * however the tests depend on each other.
 *
 * @param pValues from 0 to 1, one a test
 * @throws OptionError where one is not
 *
 * @example holm([0.01, 0.04, 0.03]); // [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  const wrong = pValues.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) {
    throw new OptionError(`holm: got p-value ${pValues[wrong]!} at ${wrong}`, {
      value: pValues[wrong],
      expected: 'from 0 to 1',
    });
  }
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = least;
  });
  return adjusted;
}
