import { z } from 'zod';
import { oneOf } from '../../core/option-schemas.ts';

/** The largest amount either way, or the lowest and the highest. */
export type Range = number | readonly [low: number, high: number];

/** A range around 0: a number n means from −n to n. Both ends are at most `limit` from 0. */
export function rangeAroundZero(limit: number) {
  const message = `Expected a number from 0 to ${limit} or a range [low, high] within -${limit} and ${limit}`;
  const end = z.number(message).min(-limit, message).max(limit, message);
  return z.union([z.number(message).min(0, message).max(limit, message), orderedPair(end, message)], message);
}

/** A range [low, high] of numbers from `least`, which is above 0, to `most`. */
export function rangeAboveZero(least: number, most: number) {
  const message = `Expected a range [low, high] within ${least} and ${most}`;
  return orderedPair(z.number(message).min(least, message).max(most, message), message);
}

function orderedPair(end: z.ZodNumber, message: string) {
  return z.tuple([end, end], message).refine(([low, high]) => low <= high, message);
}

/** The lowest and the highest number of a range. */
export function endsOf(range: Range): readonly [low: number, high: number] {
  return typeof range === 'number' ? [-range, range] : range;
}

/** A byte that stands where an image has none. */
export const fillSchema = z
  .int('Expected a whole number from 0 to 255')
  .min(0, 'Expected a whole number from 0 to 255')
  .max(255, 'Expected a whole number from 0 to 255');

export const nonNegativeInteger = z
  .int('Expected a whole number, 0 or more')
  .min(0, 'Expected a whole number, 0 or more');

export const interpolationSchema = oneOf(['bilinear', 'nearest']);

/** A share of examples, from 0 to 1. */
export const probabilitySchema = z
  .number('Expected a number from 0 to 1')
  .min(0, 'Expected a number from 0 to 1')
  .max(1, 'Expected a number from 0 to 1');
