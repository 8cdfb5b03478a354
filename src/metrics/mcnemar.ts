import { ShapeError } from '../core/errors.ts';
import { checkPaired, type ClassIndices } from './accuracy.ts';
import { coinTail, normalTails } from './distributions.ts';

/** How often two models were right on the same examples. */
export interface PairedHits {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/** `exact`: by the binomial distribution. `chiSquare`: by the normal approximation, corrected for continuity. */
export type McNemarMethod = 'exact' | 'chiSquare';

/** What McNemar's test found. */
export interface McNemarResult {
  readonly hits: PairedHits;
  /** How many examples exactly one of the two was right on: all that the test looks at. */
  readonly discordant: number;
  readonly method: McNemarMethod;
  /** The smaller of the two discordant counts, or chi-square. */
  readonly statistic: number;
  /** The two-sided probability of counts this far apart if neither model were the better one. */
  readonly pValue: number;
}

/** Where at least this many examples are discordant, the approximation is good. */
const MANY = 25;

/**
 * Counts on which examples each of two models was right.
 *
 * @throws ShapeError where there is not one prediction of each a label
 *
 * @example pairedHits([0, 1, 1], [0, 1, 0], [0, 0, 0]); // { both: 1, onlyFirst: 1, onlySecond: 0, neither: 1 }
 */
export function pairedHits(labels: ClassIndices, first: ClassIndices, second: ClassIndices): PairedHits {
  checkPaired('pairedHits: first', labels, first);
  checkPaired('pairedHits: second', labels, second);
  const hits = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (let example = 0; example < labels.length; example++) {
    const firstHit = first[example] === labels[example];
    const secondHit = second[example] === labels[example];
    if (firstHit) hits[secondHit ? 'both' : 'onlyFirst']++;
    else hits[secondHit ? 'onlySecond' : 'neither']++;
  }
  return hits;
}

/**
 * McNemar's test of whether two models differ, seen on the same examples (McNemar 1947, "Note on the sampling error of
 * the difference between correlated proportions or percentages"). The correction for continuity (Edwards 1948) takes 1
 * off the difference of the counts, but no more than there is, as in R. Without discordant examples nothing speaks for
 * a difference: p is 1.
 *
 * @param method by default `exact` below 25 discordant examples and `chiSquare` from there on
 * @throws ShapeError where a count is not a whole number from 0
 *
 * @example mcNemarTest(pairedHits(labels, predictedClasses(first), predictedClasses(second))).pValue;
 */
export function mcNemarTest(hits: PairedHits, method?: McNemarMethod): McNemarResult {
  for (const [name, value] of Object.entries(hits) as [string, number][]) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new ShapeError(`mcNemarTest: ${name}: got ${value}`, {
        value,
        expected: 'a whole number from 0',
      });
    }
  }
  const { onlyFirst, onlySecond } = hits;
  const discordant = onlyFirst + onlySecond;
  const chosen = method ?? (discordant < MANY ? 'exact' : 'chiSquare');
  const fewer = Math.min(onlyFirst, onlySecond);
  const apart = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1);
  const chiSquare = discordant === 0 ? 0 : apart ** 2 / discordant;
  const figures =
    chosen === 'exact'
      ? { statistic: fewer, pValue: Math.min(1, 2 * coinTail(fewer, discordant)) }
      : { statistic: chiSquare, pValue: normalTails(Math.sqrt(chiSquare)) };
  return { hits, discordant, method: chosen, ...figures };
}
