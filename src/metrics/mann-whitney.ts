import { normalTails } from './distributions.ts';
import { doubledRanks } from './doubled-ranks.ts';
import { checkSample } from './spread.ts';

/** What the test of Mann and Whitney found. */
export interface MannWhitneyResult {
  readonly method: 'exact' | 'normal';
  /** In how many pairs of a first and a second value the first one is larger; equal ones count half. */
  readonly statistic: number;
  /** The share of these pairs: one half where neither tends to be larger. */
  readonly superiority: number;
  /** The two-sided probability of shares this far from one half if both were drawn alike. */
  readonly pValue: number;
}

/** Up to this many values in all the distribution is counted out. */
const MOST_EXACT = 40;

/**
 * The test of Mann and Whitney, or Wilcoxon's rank-sum test, of whether one of two independent samples tends to be larger
 * (Mann and Whitney 1947, "On a test of whether one of two random variables is stochastically larger than the other").
 * Equal values share their mean rank. Up to 40 values in all p is exact, ties included; beyond it is the normal
 * approximation with corrections for ties and for continuity, as in SciPy.
 *
 * @throws OptionError where a sample is empty or a value is not finite
 *
 * @example mannWhitney([5, 6, 7], [1, 2, 3]); // statistic 9, superiority 1, pValue 0.1
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitneyResult {
  checkSample('mannWhitney', first, 1);
  checkSample('mannWhitney', second, 1);
  const values = [
    ...first.map((value) => ({ value, own: 1 })),
    ...second.map((value) => ({ value, own: 0 })),
  ];
  values.sort((a, b) => a.value - b.value);
  const ranks = doubledRanks(
    values.map(({ value }) => value),
    0,
  );
  const doubledSum = values.reduce((sum, { own }, index) => sum + own * ranks[index]!, 0);
  const pairs = first.length * second.length;
  const statistic = (doubledSum - first.length * (first.length + 1)) / 2;
  const method = values.length <= MOST_EXACT ? 'exact' : 'normal';
  const pValue =
    method === 'exact'
      ? exactTails(ranks, first.length, doubledSum)
      : approximateTails(ranks, first.length, statistic);
  return { method, statistic, superiority: statistic / pairs, pValue };
}

/** Twice the probability of a sum of ranks at least as extreme, of so many that are drawn without putting back. */
function exactTails(ranks: readonly number[], chosen: number, sum: number): number {
  const total = ranks.reduce((all, rank) => all + rank, 0);
  // How many ways there are to choose so many ranks with each sum.
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(total + 1));
  ways[0]![0] = 1;
  for (const rank of ranks) {
    for (let count = chosen; count > 0; count--) {
      for (let at = total; at >= rank; at--) ways[count]![at]! += ways[count - 1]![at - rank]!;
    }
  }
  const add = (part: Float64Array) => part.reduce((all, number) => all + number, 0);
  const all = add(ways[chosen]!);
  const below = add(ways[chosen]!.subarray(0, sum + 1));
  const above = add(ways[chosen]!.subarray(sum));
  return Math.min(1, (2 * Math.min(below, above)) / all);
}

function approximateTails(ranks: readonly number[], first: number, statistic: number): number {
  const count = ranks.length;
  const second = count - first;
  const mean = (count + 1) / 2;
  const squares = ranks.reduce((sum, rank) => sum + (rank / 2 - mean) ** 2, 0);
  const deviation = Math.sqrt((first * second * squares) / (count * (count - 1)));
  const apart = Math.max(0, Math.abs(statistic - (first * second) / 2) - 0.5);
  return deviation === 0 ? 1 : normalTails(apart / deviation);
}
