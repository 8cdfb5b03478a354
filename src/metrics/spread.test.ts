import { describe, expect, it } from 'vitest';
import { meanInterval } from './mean-interval.ts';
import { spreadOf } from './spread.ts';

describe('spreadOf', () => {
  it('is the mean and the deviation of a sample', () => {
    expect(spreadOf([2, 4, 9])).toEqual({ mean: 5, deviation: Math.sqrt((9 + 1 + 16) / 2) });
    expect(spreadOf([3])).toEqual({ mean: 3, deviation: NaN });
  });
});

describe('meanInterval', () => {
  it('is that of the t distribution', () => {
    // The tables' 4.303 for two degrees of freedom and 95%.
    const { low, high } = meanInterval([1, 2, 3]);
    expect(high - 2).toBeCloseTo(4.303 / Math.sqrt(3), 3);
    expect(low + high).toBeCloseTo(4, 12);
    expect(meanInterval([1, 1])).toEqual({ low: 1, high: 1 });
  });

  it('refuses what no interval can be made of', () => {
    expect(() => meanInterval([1])).toThrow(/meanInterval: got 1 values/);
    expect(() => meanInterval([1, NaN])).toThrow(/meanInterval: got NaN at 1/);
    expect(() => meanInterval([1, 2], 1)).toThrow(/confidence: expected a number between 0 and 1, got 1/);
  });
});
