import { formatPValue } from '../format.ts';

/** A difference counts as shown where p, corrected for all comparisons made with it, is at most this. */
const SIGNIFICANCE = 0.05;

/** A p-value, and what is left of it after Holm's correction for the comparisons made with it. */
export interface CorrectedPValue {
  readonly pValue: number;
  readonly adjustedPValue: number;
  /** How many comparisons it is corrected for, itself included. */
  readonly comparisons: number;
}

/** Whether the data show a difference. */
export function isShown({ adjustedPValue }: CorrectedPValue): boolean {
  return adjustedPValue <= SIGNIFICANCE;
}

/** `McNemar p = 0.12 corrected for 5 comparisons`. */
export function pValueText(test: string, corrected: CorrectedPValue): string {
  const { pValue, adjustedPValue, comparisons } = corrected;
  if (comparisons === 1) return `${test} ${formatPValue(pValue)}`;
  const correction = `corrected for ${comparisons} comparisons`;
  return pValue <= SIGNIFICANCE && !isShown(corrected)
    ? `${test} ${formatPValue(pValue)}, but ${formatPValue(adjustedPValue)} ${correction}`
    : `${test} ${formatPValue(adjustedPValue)} ${correction}`;
}

/** Places of a list that are compared: each with the next one, then the first with each of the others. */
export function comparedPlaces(count: number): [first: number, second: number][] {
  const next = Array.from({ length: Math.max(0, count - 1) }, (_, place): [number, number] => [
    place,
    place + 1,
  ]);
  const best = Array.from({ length: Math.max(0, count - 2) }, (_, place): [number, number] => [0, place + 2]);
  return [...next, ...best];
}
