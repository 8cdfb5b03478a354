import { describe, expect, it } from 'vitest';
import { pairedTTest, resampledTTest } from './paired-t-test.ts';
import { wilcoxonSignedRank } from './wilcoxon.ts';

describe('pairedTTest', () => {
  it('is the mean over its error', () => {
    // Differences 1, 2, 3: t = 2 / (1 / √3).
    const result = pairedTTest([2, 4, 6], [1, 2, 3]);
    expect(result).toMatchObject({ difference: 2, degreesOfFreedom: 2 });
    expect(result.statistic).toBeCloseTo(2 * Math.sqrt(3), 12);
    expect(result.interval.low).toBeCloseTo(2 - 4.303 / Math.sqrt(3), 3);
    expect(pairedTTest([1, 2, 3], [2, 4, 6])).toMatchObject({ difference: -2, pValue: result.pValue });
  });

  it('knows equal differences', () => {
    expect(pairedTTest([1, 2], [1, 2])).toMatchObject({ difference: 0, statistic: null, pValue: 1 });
    expect(pairedTTest([2, 3], [1, 2])).toMatchObject({
      difference: 1,
      interval: { low: 1, high: 1 },
      statistic: null,
      pValue: 0,
    });
  });
});

describe('resampledTTest', () => {
  it('widens the error by the share of the test', () => {
    const plain = pairedTTest([2, 4, 6], [1, 2, 3]);
    const folds = resampledTTest([2, 4, 6], [1, 2, 3]);
    expect(folds.statistic! / plain.statistic!).toBeCloseTo(Math.sqrt(1 / 3 / (1 / 3 + 1 / 2)), 12);
    const tenth = resampledTTest([2, 4, 6], [1, 2, 3], 0.1);
    expect(tenth.statistic).toBeCloseTo(2 / Math.sqrt(1 / 3 + 0.1), 12);
    expect(tenth.interval.high - 2).toBeCloseTo(4.303 * Math.sqrt(1 / 3 + 0.1), 3);
  });
});

describe('wilcoxonSignedRank', () => {
  it('counts signs by hand', () => {
    // Differences 1, 2, 3, 4, the third of them negative: of 16 choices of ranks, 5 add up to at most 3.
    expect(wilcoxonSignedRank([2, 4, 0, 8], [1, 2, 3, 4])).toEqual({
      pairs: 4,
      method: 'exact',
      statistic: 3,
      pValue: 0.625,
    });
  });

  it('leaves out equal pairs, and sees nothing where all are', () => {
    expect(wilcoxonSignedRank([2, 5, 9], [1, 5, 9])).toMatchObject({ pairs: 1, pValue: 1 });
    expect(wilcoxonSignedRank([5, 9], [5, 9])).toEqual({
      pairs: 0,
      method: 'exact',
      statistic: 0,
      pValue: 1,
    });
  });

  it('takes differences as equal that rounding alone tells apart', () => {
    // All 0.01, but 0.92 − 0.91 is not 0.93 − 0.92 in floating point; the second is the other way round.
    const result = wilcoxonSignedRank([0.92, 0.92, 0.94], [0.91, 0.93, 0.93]);
    expect(result.statistic).toBe(2);
    expect(wilcoxonSignedRank([0.1 + 0.2], [0.3]).pairs).toBe(0);
  });
});

it.each([
  ['pairedTTest', pairedTTest, 2],
  ['resampledTTest', resampledTTest, 2],
  ['wilcoxonSignedRank', wilcoxonSignedRank, 0],
] as const)('%s refuses what is not in pairs or not finite', (name, test, least) => {
  expect(() => test([1, 2], [1])).toThrow(`${name}: got 2 first and 1 second values`);
  expect(() => test([1, NaN], [1, 2])).toThrow(`${name}: got NaN at 1`);
  if (least > 0) expect(() => test([1], [2])).toThrow(`${name}: got 1 values`);
});
