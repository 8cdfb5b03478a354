import { normalTails } from './distributions.ts';
import { doubledRanks } from './doubled-ranks.ts';
import { pairedDifferences } from './paired-differences.ts';

/** What Wilcoxon's signed-rank test found. */
export interface WilcoxonResult {
  /** How many pairs differ: all that the test looks at. */
  readonly pairs: number;
  readonly method: 'exact' | 'normal';
  /** The smaller of the two sums of ranks, of the pairs with a larger first and of those with a larger second value. */
  readonly statistic: number;
  /** The two-sided probability of sums this far apart if neither sign were the more probable one. */
  readonly pValue: number;
}

/** Up to this many pairs the distribution is counted out. */
const MOST_EXACT = 50;

/** Differences closer than this share of the largest value differ by rounding alone. */
const ROUNDING = 1e-12;

/**
 * Wilcoxon's signed-rank test of two models over the same seeds (Wilcoxon 1945, "Individual comparisons by ranking
 * methods"): like a paired t-test, without taking the differences as normal. Pairs that are equal are left out, and
 * equal differences share their mean rank; up to 50 pairs p is exact, ties included, beyond it is the normal
 * approximation with the variance corrected for ties. Without pairs that differ p is 1.
 *
 * With fewer than six pairs p cannot be below 0.05.
 *
 * @param first a figure of the first model, one a seed
 * @param second that of the second model, in the same order of seeds
 * @throws ShapeError where the lengths differ, OptionError where a value is not finite
 *
 * @example wilcoxonSignedRank([5, 6, 7, 9], [4, 4, 4, 5]); // statistic 0, pValue 0.125
 */
export function wilcoxonSignedRank(first: readonly number[], second: readonly number[]): WilcoxonResult {
  const all = pairedDifferences('wilcoxonSignedRank', first, second, 0);
  const largest = [...first, ...second].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rounding = ROUNDING * largest;
  const differences = all
    .filter((value) => Math.abs(value) > rounding)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  const ranks = doubledRanks(differences.map(Math.abs), rounding);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const doubledSum = sum(ranks.filter((_, index) => differences[index]! > 0));
  const doubledLess = Math.min(doubledSum, sum(ranks) - doubledSum);
  const pairs = differences.length;
  const method = pairs <= MOST_EXACT ? 'exact' : 'normal';
  const pValue = method === 'exact' ? exactTails(ranks, doubledLess) : approximateTails(ranks, doubledLess);
  return { pairs, method, statistic: doubledLess / 2, pValue };
}

/** Twice the probability that the ranks which a fair coin chooses add up to at most `sum`. */
function exactTails(ranks: readonly number[], sum: number): number {
  const total = ranks.reduce((all, rank) => all + rank, 0);
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  for (const rank of ranks) {
    for (let at = total; at >= 0; at--) {
      probabilities[at] = (probabilities[at]! + (probabilities[at - rank] ?? 0)) / 2;
    }
  }
  const tail = probabilities.subarray(0, sum + 1).reduce((all, value) => all + value, 0);
  return Math.min(1, 2 * tail);
}

/**
 * The same by the normal distribution. Its mean is half of all ranks, its variance a quarter of their squares, which
 * allows for ties.
 */
function approximateTails(ranks: readonly number[], sum: number): number {
  const total = ranks.reduce((all, rank) => all + rank, 0);
  const squares = ranks.reduce((all, rank) => all + rank ** 2, 0);
  return normalTails((sum - total / 2) / Math.sqrt(squares / 4));
}
