import { OptionError } from '../core/errors.ts';

/** A mean, and the deviation of a sample: the root of the squared distances over one less than their number. */
export interface Spread {
  readonly mean: number;
  /** NaN for a single value. */
  readonly deviation: number;
}

/**
 * Mean and sample deviation, over seeds or folds.
 *
 * @example spreadOf([1, 2, 3]); // { mean: 2, deviation: 1 }
 */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Throws an OptionError unless there are `least` values or more, all of them finite. */
export function checkSample(where: string, values: readonly number[], least: number): void {
  if (values.length < least) {
    throw new OptionError(`${where}: got ${values.length} values`, {
      value: values.length,
      expected: `${least} values or more`,
    });
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new OptionError(`${where}: got ${values[wrong]!} at ${wrong}`, {
      value: values[wrong],
      expected: 'finite numbers',
    });
  }
}
