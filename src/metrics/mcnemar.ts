import { coinTail, normalTails } from './distributions.ts';
import { checkHits, type PairedHits } from './paired-hits.ts';

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
  checkHits('mcNemarTest', hits);
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
