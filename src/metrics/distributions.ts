/**
 * The tails of distributions that tests and intervals need, by Cephes (Moshier 1989, "Methods and programs for
 * mathematical functions"), which SciPy used as well; right to about 12 digits.
 */
import { compiled, erfc, incbet, incbi } from 'cephes';

// Cephes is WebAssembly. Compiling it takes a few milliseconds, and then everything is synchronous.
await compiled;

/**
 * The probability that a standard normal number is at least as far from 0 as `z`; 0 below 10⁻³⁰⁰. That of a chi-square
 * number of one degree of freedom to be at least x is `normalTails(Math.sqrt(x))`.
 *
 * @example normalTails(1.96); // 0.04999…
 */
export function normalTails(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  return x > 26 ? 0 : erfc(x);
}

/**
 * The probability that a number of Student's t distribution is at least as far from 0 as `t`.
 *
 * @param freedom degrees of freedom, above 0
 *
 * @example studentTails(2.776, 4); // 0.05002…
 */
export function studentTails(t: number, freedom: number): number {
  return incbet(freedom / 2, 0.5, freedom / (freedom + t ** 2));
}

/**
 * How far from 0 a number of Student's t distribution is with the probability `tails`, or farther: the inverse of
 * `studentTails`.
 *
 * @param tails between 0 and 1
 * @param freedom degrees of freedom, above 0
 *
 * @example studentDistance(0.05, 4); // 2.776…
 */
export function studentDistance(tails: number, freedom: number): number {
  return Math.sqrt(freedom * (1 / incbi(freedom / 2, 0.5, tails) - 1));
}

/**
 * The probability of at most `heads` heads in `throws` throws of a fair coin.
 *
 * @param heads a whole number from 0 to `throws`
 *
 * @example coinTail(1, 4); // 5 / 16
 */
export function coinTail(heads: number, throws: number): number {
  return heads >= throws ? 1 : incbet(throws - heads, heads + 1, 0.5);
}
