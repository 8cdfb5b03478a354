import { describe, expect, it } from 'vitest';
import { cohenKappa } from './cohen-kappa.ts';
import { matthewsCorrelation } from './matthews.ts';

// 50 examples, 35 agreed; by chance (25 · 30 + 25 · 20) / 50 = 25.
const HALF_RIGHT = [
  [20, 5],
  [10, 15],
];
const ONE_CLASS = [
  [4, 0],
  [0, 0],
];

describe('cohenKappa', () => {
  it('is what agrees beyond chance', () => {
    expect(cohenKappa(HALF_RIGHT)).toBeCloseTo((35 - 25) / (50 - 25), 15);
    expect(cohenKappa([[0, 3], [2, 0]])).toBeCloseTo((0 - 12 / 5) / (5 - 12 / 5), 15); // oxfmt-ignore
  });

  it('is undefined where chance agrees in everything', () => {
    expect(cohenKappa(ONE_CLASS)).toBeNull();
    expect(cohenKappa([[0]])).toBeNull();
  });
});

describe('matthewsCorrelation', () => {
  it('is (TP · TN − FP · FN) over the root of the margins, for two classes', () => {
    expect(matthewsCorrelation(HALF_RIGHT)).toBeCloseTo(
      (15 * 20 - 5 * 10) / Math.sqrt(20 * 30 * 25 * 25),
      15,
    );
    expect(matthewsCorrelation([[0, 3], [2, 0]])).toBe(-1); // oxfmt-ignore
    expect(matthewsCorrelation([[1, 0, 0], [0, 2, 0], [0, 0, 3]])).toBe(1); // oxfmt-ignore
  });

  it('is 0 where labels or predictions are all alike', () => {
    expect(matthewsCorrelation(ONE_CLASS)).toBe(0);
    expect(matthewsCorrelation([[3, 0], [2, 0]])).toBe(0); // oxfmt-ignore
  });
});
