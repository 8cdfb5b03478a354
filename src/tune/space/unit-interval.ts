import { type NumericParameter, valueAt, valueCount } from './parameter.ts';

/**
 * A numeric parameter on a line of its own: its logarithm where it is drawn by it, else itself. Stepped parameters take
 * half a step more at both ends, so that every value has an equal part of the line, as Optuna does.
 */
export interface Line {
  readonly low: number;
  readonly high: number;
}

/** The ends of the parameter's line. */
export function lineOf(parameter: NumericParameter): Line {
  const { low, high, log, step } = parameter;
  if (step === undefined) return log ? { low: Math.log(low), high: Math.log(high) } : { low, high };
  // `high` itself is no value where the steps do not reach it.
  const last = valueAt(parameter, valueCount(parameter) - 1) as number;
  const ends = { low: low - step / 2, high: last + step / 2 };
  return log ? { low: Math.log(ends.low), high: Math.log(ends.high) } : ends;
}

/** Where a value is on the parameter's line. */
export function toLine({ log }: NumericParameter, value: number): number {
  return log ? Math.log(value) : value;
}

/** The value at a place on the parameter's line: the nearest there is. */
export function fromLine(parameter: NumericParameter, place: number): number {
  const { low, high, log, step } = parameter;
  const value = log ? Math.exp(place) : place;
  if (step === undefined) return Math.min(high, Math.max(low, value));
  const index = Math.round((value - low) / step);
  return valueAt(parameter, Math.min(valueCount(parameter) - 1, Math.max(0, index))) as number;
}

/** Where a value is between the ends of its line, from 0 to 1. */
export function toUnit(parameter: NumericParameter, value: number): number {
  const { low, high } = lineOf(parameter);
  return high === low ? 0.5 : (toLine(parameter, value) - low) / (high - low);
}

/** The value at a place from 0 to 1 between the ends of its line. */
export function fromUnit(parameter: NumericParameter, unit: number): number {
  const { low, high } = lineOf(parameter);
  return fromLine(parameter, low + unit * (high - low));
}
