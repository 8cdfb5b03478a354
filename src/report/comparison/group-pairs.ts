import { holm } from '../../metrics/holm.ts';
import type { Interval } from '../../metrics/interval.ts';
import type { TTestResult } from '../../metrics/t-test-result.ts';
import { wilcoxonSignedRank } from '../../metrics/wilcoxon.ts';
import { formatPoints, formatPointsInterval, formatPValue } from '../format.ts';
import { comparedPlaces, isShown, pValueText, type CorrectedPValue } from './significance.ts';

/** Runs of one recipe, one a seed or fold. */
export interface RunGroup {
  readonly label: string;
  /** The accuracy of each run, by its seed or fold. */
  readonly values: ReadonlyMap<number, number>;
  /** Groups with the same text can be paired. */
  readonly pairedBy: string;
}

/** How two groups compare over the seeds or folds that both have. */
export interface GroupPair {
  /** The group with the higher mean. */
  readonly first: string;
  readonly second: string;
  /** The seeds or folds that both have. */
  readonly pairs: readonly number[];
  /** The mean of first minus second; null without two pairs. */
  readonly difference: number | null;
  /** The 95% interval of the mean difference; null without two pairs that differ. */
  readonly interval: Interval | null;
  /** The t-test; null where there is no spread to measure the difference by. */
  readonly test: CorrectedPValue | null;
  /** The p-value of Wilcoxon's signed-rank test, where it is made and can be below 0.05. */
  readonly wilcoxonPValue: number | null;
  readonly text: string;
}

/** What pairs of one kind of group are compared by, and its words. */
export interface GroupComparison {
  readonly test: (first: readonly number[], second: readonly number[]) => TTestResult;
  readonly testName: string;
  /** What pairs them: `seeds`. */
  readonly unit: string;
  /** What the accuracies are of: ` on the test images`. */
  readonly what: string;
  readonly wilcoxon: boolean;
}

/** Fewer pairs cannot give Wilcoxon's test a p-value below 0.05. */
const LEAST_FOR_WILCOXON = 6;

interface Tested {
  readonly first: RunGroup;
  readonly second: RunGroup;
  readonly pairs: readonly number[];
  readonly result: TTestResult | undefined;
  readonly wilcoxonPValue: number | null;
}

/**
 * Compares each group with the next and with the best, over what both have, by a t-test corrected by Holm for all of these
 * tests.
 *
 * @param groups by falling mean
 */
export function groupPairs(groups: readonly RunGroup[], comparison: GroupComparison): GroupPair[] {
  const tested = comparedPlaces(groups.length).map(([a, b]) => testPair(groups[a]!, groups[b]!, comparison));
  const measured = tested.filter(({ result }) => result !== undefined && result.statistic !== null);
  const adjusted = holm(measured.map(({ result }) => result!.pValue));
  return tested.map((pair) => {
    const at = measured.indexOf(pair);
    if (at < 0) return withoutTest(pair, comparison);
    return withTest(pair, pair.result!, comparison, {
      pValue: pair.result!.pValue,
      adjustedPValue: adjusted[at]!,
      comparisons: measured.length,
    });
  });
}

/** Tests two groups, the one with the higher mean over the pairs first. */
function testPair(first: RunGroup, second: RunGroup, comparison: GroupComparison): Tested {
  const pairs =
    first.pairedBy === second.pairedBy
      ? [...first.values.keys()].filter((key) => second.values.has(key))
      : [];
  pairs.sort((a, b) => a - b);
  if (pairs.length < 2) return { first, second, pairs, result: undefined, wilcoxonPValue: null };
  const [a, b] = [first, second].map(({ values }) => pairs.map((key) => values.get(key)!)) as [
    number[],
    number[],
  ];
  const result = comparison.test(a, b);
  if (result.difference < 0) return testPair(second, first, comparison);
  const ranked = comparison.wilcoxon && pairs.length >= LEAST_FOR_WILCOXON;
  return { first, second, pairs, result, wilcoxonPValue: ranked ? wilcoxonSignedRank(a, b).pValue : null };
}

function withTest(
  { first, second, pairs, wilcoxonPValue }: Tested,
  { difference, interval }: TTestResult,
  { testName, unit, what }: GroupComparison,
  corrected: CorrectedPValue,
): GroupPair {
  const points = formatPoints(difference);
  const wilcoxon = wilcoxonPValue === null ? '' : `; Wilcoxon ${formatPValue(wilcoxonPValue)}`;
  const figures = `95% interval ${formatPointsInterval(interval)}; ${pValueText(testName, corrected)}${wilcoxon}`;
  const text = isShown(corrected)
    ? `${first.label} is ${points} points above ${second.label} on average over ${pairs.length} ${unit}${what} ` +
      `(${figures}).`
    : `No difference between ${first.label} and ${second.label} that ${pairs.length} ${unit} can show ` +
      `(${points} points on average${what}, ${figures}).`;
  return {
    ...{ first: first.label, second: second.label, pairs, difference, interval },
    ...{ test: corrected, wilcoxonPValue, text },
  };
}

function withoutTest({ first, second, pairs, result }: Tested, { unit, what }: GroupComparison): GroupPair {
  const [a, b] = [first.label, second.label];
  const points = formatPoints(result?.difference ?? 0);
  let text = `${a} and ${b} have no two ${unit} in common, so there is nothing to pair their runs by.`;
  if (result !== undefined) {
    text =
      result.difference === 0
        ? `${a} and ${b} are right equally often with each of ${pairs.length} ${unit}${what}; ` +
          'without spread no test says what that is worth.'
        : `${a} is ${points} points above ${b} with each of ${pairs.length} ${unit}${what}; ` +
          'without spread no test says what that is worth.';
  }
  const difference = result?.difference ?? null;
  return { first: a, second: b, pairs, difference, interval: null, test: null, wilcoxonPValue: null, text };
}
