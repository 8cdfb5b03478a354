import { OptionError } from '../core/errors.ts';

/** The 97.5% point of the standard normal distribution: two-sided 95%. */
const Z = 1.959963984540054;

/** From `low` to `high`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The 95% interval of a share, such as an accuracy, that was seen as `successes` of `trials` (Wilson 1927, "Probable
 * inference, the law of succession, and statistical inference"). It stays inside 0 … 1 and is sound near both ends.
 * With no trials it is everything from 0 to 1.
 *
 * @throws OptionError where `successes` is not in 0 … `trials`
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!(successes >= 0 && successes <= trials)) {
    throw new OptionError(`wilsonInterval: got ${successes} successes of ${trials} trials`, {
      value: successes,
      expected: 'from 0 to the number of trials',
    });
  }
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const scale = 1 + Z ** 2 / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / scale;
  const half = (Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2))) / scale;
  // At the ends the bound is exact; rounding would leave a hair's breadth.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}

/**
 * The 95% interval of the difference of two shares, first minus second, from Wilson's intervals of each (Newcombe 1998,
 * "Interval estimation for the difference between independent proportions", method 10). Where it holds no 0, the two
 * differ by more than chance in the choice of that many examples explains. It takes the two as independent, which for
 * two models and the same test images is on the careful side, and knows nothing of how much other seeds would change.
 */
export function differenceInterval(
  first: { readonly successes: number; readonly trials: number },
  second: { readonly successes: number; readonly trials: number },
): Interval {
  const a = wilsonInterval(first.successes, first.trials);
  const b = wilsonInterval(second.successes, second.trials);
  if (first.trials === 0 || second.trials === 0) return { low: -1, high: 1 };
  const shareA = first.successes / first.trials;
  const shareB = second.successes / second.trials;
  return {
    low: shareA - shareB - Math.hypot(shareA - a.low, b.high - shareB),
    high: shareA - shareB + Math.hypot(a.high - shareA, shareB - b.low),
  };
}
