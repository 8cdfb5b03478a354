import { OptionError } from '../core/errors.ts';
import { checkHits, type PairedHits } from './paired-hits.ts';

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

/**
 * The 95% interval of the difference of two models' accuracies on the same examples, first minus second, from Wilson's
 * intervals of each and how much the two agree (Newcombe 1998, "Improved confidence intervals for the difference between
 * binomial proportions based on paired data", method 10). It is narrower than `differenceInterval` where two models are
 * mostly right on the same examples. With no examples it is everything from −1 to 1.
 *
 * @throws ShapeError where a count is not a whole number from 0
 *
 * @example pairedDifferenceInterval({ both: 8900, onlyFirst: 250, onlySecond: 180, neither: 670 }); // 0.003 … 0.011
 */
export function pairedDifferenceInterval(hits: PairedHits): Interval {
  checkHits('pairedDifferenceInterval', hits);
  const { both, onlyFirst, onlySecond, neither } = hits;
  const count = both + onlyFirst + onlySecond + neither;
  if (count === 0) return { low: -1, high: 1 };
  const first = both + onlyFirst;
  const second = both + onlySecond;
  const a = wilsonInterval(first, count);
  const b = wilsonInterval(second, count);
  const [shareA, shareB] = [first / count, second / count];
  const agreement = correlation(hits, first, second, count);
  // As in the cosine rule: the more the two agree, the less their errors add up.
  const side = (x: number, y: number): number => Math.sqrt(x ** 2 - 2 * agreement * x * y + y ** 2);
  return {
    low: shareA - shareB - side(shareA - a.low, b.high - shareB),
    high: shareA - shareB + side(a.high - shareA, shareB - b.low),
  };
}

/** Of being right, for two models; a positive one is corrected for continuity, and it is 0 where either is always the same. */
function correlation(hits: PairedHits, first: number, second: number, count: number): number {
  const product = hits.both * hits.neither - hits.onlyFirst * hits.onlySecond;
  const spread = Math.sqrt(first * (count - first)) * Math.sqrt(second * (count - second));
  if (spread === 0) return 0;
  return (product > 0 ? Math.max(0, product - count / 2) : product) / spread;
}
