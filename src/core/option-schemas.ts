import { z } from 'zod';

/** Number schemas with messages that say what was expected; shared by all options. */
/** Threads of the runtime: more than any machine uses well would take minutes to start. */
export const threadsSchema = z
  .int('Expected a whole number from 1 to 256')
  .min(1, 'Expected a whole number from 1 to 256')
  .max(256, 'Expected a whole number from 1 to 256');

export const positiveInteger = z.int('Expected a positive integer').min(1, 'Expected a positive integer');

export const seedSchema = z
  .int('Expected a whole number from 0 to 2^53 - 1')
  .min(0, 'Expected a whole number from 0 to 2^53 - 1');

export const positiveNumber = z.number('Expected a number above 0').gt(0, 'Expected a number above 0');

export const nonNegativeNumber = z
  .number('Expected a number of at least 0')
  .min(0, 'Expected a number of at least 0');

/** A number from 0 up to, not including, 1. */
export const fractionBelowOne = z
  .number('Expected a number from 0 to below 1')
  .min(0, 'Expected a number from 0 to below 1')
  .lt(1, 'Expected a number from 0 to below 1');

/** A number above 0 and below 1. */
export const openFraction = z
  .number('Expected a number above 0 and below 1')
  .gt(0, 'Expected a number above 0 and below 1')
  .lt(1, 'Expected a number above 0 and below 1');

/** One of some words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, `Expected one of ${words.join(', ')}`);
}
