import { ShapeError } from '../core/errors.ts';
import { checkSample } from './spread.ts';

/**
 * First minus second, pair by pair.
 *
 * @param least how many pairs there have to be
 * @throws ShapeError where the lengths differ, OptionError where there are too few pairs or a value is not finite
 */
export function pairedDifferences(
  where: string,
  first: readonly number[],
  second: readonly number[],
  least: number,
): number[] {
  if (first.length !== second.length) {
    throw new ShapeError(`${where}: got ${first.length} first and ${second.length} second values`, {
      value: second.length,
      expected: 'one second value a first value',
    });
  }
  const differences = first.map((value, index) => value - second[index]!);
  checkSample(where, differences, least);
  return differences;
}
