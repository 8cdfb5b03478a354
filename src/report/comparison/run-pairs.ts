import { holm } from '../../metrics/holm.ts';
import { differenceInterval, pairedDifferenceInterval, type Interval } from '../../metrics/interval.ts';
import { mcNemarTest } from '../../metrics/mcnemar.ts';
import { pairedHits, type PairedHits } from '../../metrics/paired-hits.ts';
import { formatCount, formatPoints, formatPointsInterval } from '../format.ts';
import { testHits, type RankingRow } from '../ranking.ts';
import { sameImages, type TestAnswers } from '../test-answers.ts';
import { comparedPlaces, isShown, pValueText, type CorrectedPValue } from './significance.ts';

/** How two runs compare that were tested on the same images. */
export interface RunPair {
  /** The id of the run with the higher accuracy. */
  readonly first: string;
  readonly second: string;
  /** Test accuracy of the first minus that of the second, as a share. */
  readonly difference: number;
  /** The 95% interval of the difference. */
  readonly interval: Interval;
  /** McNemar's test; null where it is not known what both answered for each image. */
  readonly test: (CorrectedPValue & { readonly hits: PairedHits }) | null;
  readonly text: string;
}

interface Pair {
  readonly first: RankingRow;
  readonly second: RankingRow;
  /** Undefined where it is not known what both answered. */
  readonly hits: PairedHits | undefined;
}

function hitsOf(
  { runId: first }: RankingRow,
  { runId: second }: RankingRow,
  answers: ReadonlyMap<string, TestAnswers>,
): PairedHits | undefined {
  const [a, b] = [answers.get(first), answers.get(second)];
  if (a === undefined || b === undefined || !sameImages(a, b)) return undefined;
  return pairedHits(a.labels, a.classes, b.classes);
}

/**
 * Compares each run with the next and with the best: by McNemar's test, corrected by Holm for all of these tests, where it is
 * known what both answered; else by the interval of the difference of two independent shares.
 *
 * @param rows best first
 */
export function runPairs(rows: readonly RankingRow[], answers: ReadonlyMap<string, TestAnswers>): RunPair[] {
  const pairs = comparedPlaces(rows.length).map(([a, b]): Pair => {
    const [first, second] = [rows[a]!, rows[b]!];
    return { first, second, hits: hitsOf(first, second, answers) };
  });
  const pValues = pairs.flatMap(({ hits }) => (hits === undefined ? [] : [mcNemarTest(hits).pValue]));
  const adjusted = holm(pValues);
  let tested = 0;
  return pairs.map((pair) => {
    if (pair.hits === undefined) return unpaired(pair);
    const at = tested++;
    const corrected = { pValue: pValues[at]!, adjustedPValue: adjusted[at]!, comparisons: pValues.length };
    return paired(pair, pair.hits, corrected);
  });
}

function paired({ first, second }: Pair, hits: PairedHits, corrected: CorrectedPValue): RunPair {
  const difference = (hits.onlyFirst - hits.onlySecond) / first.testCount;
  const interval = pairedDifferenceInterval(hits);
  const [a, b, images] = [first.model, second.model, formatCount(first.testCount)];
  const range = `95% interval ${formatPointsInterval(interval)}`;
  const p = pValueText('McNemar', corrected);
  const text = isShown(corrected)
    ? `${a} is ${formatPoints(difference)} points above ${b} on the same ${images} test images (${range}; ${p}).`
    : `No difference between ${a} and ${b} that ${images} images can show ` +
      `(${formatPoints(difference)} points, ${range}; ${p}).`;
  return {
    ...{ first: first.runId, second: second.runId, difference, interval },
    test: { hits, ...corrected },
    text,
  };
}

function unpaired({ first, second }: Pair): RunPair {
  const interval = differenceInterval(
    { successes: testHits(first), trials: first.testCount },
    { successes: testHits(second), trials: second.testCount },
  );
  const difference = first.testAccuracy - second.testAccuracy;
  const [a, b, images] = [first.model, second.model, formatCount(first.testCount)];
  const range =
    `95% interval ${formatPointsInterval(interval)}, as for different images, ` +
    'because it is not known what both answered for each';
  const text =
    interval.low > 0
      ? `${a} is ${formatPoints(difference)} points above ${b}, more than the choice of ${images} test images ` +
        `explains (${range}).`
      : `No difference between ${a} and ${b} that ${images} images can show ` +
        `(${formatPoints(difference)} points, ${range}).`;
  return { first: first.runId, second: second.runId, difference, interval, test: null, text };
}
