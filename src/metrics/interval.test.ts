import { describe, expect, it } from 'vitest';
import { differenceInterval, pairedDifferenceInterval, wilsonInterval } from './interval.ts';

describe('wilsonInterval', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is the published one', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('stays inside 0 … 1 and is everything without trials', () => {
    expect(wilsonInterval(10, 10).high).toBe(1);
    expect(wilsonInterval(0, 10).low).toBe(0);
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(() => wilsonInterval(3, 2)).toThrow(/3 successes of 2 trials/);
  });
});

describe('differenceInterval', () => {
  // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
  ])('of %i of %i and %i of %i is the published one', (a, m, b, n, low, high) => {
    const interval = differenceInterval({ successes: a, trials: m }, { successes: b, trials: n });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('says nothing without trials', () => {
    expect(differenceInterval({ successes: 0, trials: 0 }, { successes: 1, trials: 1 })).toEqual({
      low: -1,
      high: 1,
    });
  });
});

describe('pairedDifferenceInterval', () => {
  it('is the published one', () => {
    // Fagerland, Lydersen and Laake 2014, "Recommended tests and confidence intervals for paired binomial proportions".
    const { low, high } = pairedDifferenceInterval({ both: 1, onlyFirst: 1, onlySecond: 7, neither: 12 });
    expect(low).toBeCloseTo(-0.507, 3);
    expect(high).toBeCloseTo(-0.026, 3);
  });

  it('is that of independent shares where the two do not agree more than by chance', () => {
    const hits = { both: 40, onlyFirst: 20, onlySecond: 20, neither: 10 };
    const shares = { successes: 60, trials: 90 };
    expect(pairedDifferenceInterval(hits)).toEqual(differenceInterval(shares, shares));
    const slightly = pairedDifferenceInterval({ ...hits, both: 41 });
    const apart = differenceInterval({ successes: 61, trials: 91 }, { successes: 61, trials: 91 });
    expect(slightly.low).toBeCloseTo(apart.low, 12);
  });

  it('is narrower the more the two agree, and turns with them', () => {
    const hits = { both: 8900, onlyFirst: 250, onlySecond: 180, neither: 670 };
    const { low, high } = pairedDifferenceInterval(hits);
    const apart = differenceInterval(
      { successes: 9150, trials: 10_000 },
      { successes: 9080, trials: 10_000 },
    );
    expect(high - low).toBeLessThan(0.6 * (apart.high - apart.low));
    // The interval by the normal distribution, which is right for so many.
    const half = 1.96 * Math.sqrt((430 - 70 ** 2 / 10_000) / 10_000 ** 2);
    expect(low).toBeCloseTo(0.007 - half, 4);
    expect(high).toBeCloseTo(0.007 + half, 4);
    const turned = pairedDifferenceInterval({ ...hits, onlyFirst: 180, onlySecond: 250 });
    expect(turned.low).toBeCloseTo(-high, 15);
    expect(turned.high).toBeCloseTo(-low, 15);
  });

  it('is wider where the two are right on different examples', () => {
    const { low, high } = pairedDifferenceInterval({ both: 0, onlyFirst: 50, onlySecond: 50, neither: 0 });
    const shares = { successes: 50, trials: 100 };
    const apart = differenceInterval(shares, shares);
    expect(high - low).toBeCloseTo(Math.SQRT2 * (apart.high - apart.low), 12);
  });

  it('knows models that are always right, and no examples', () => {
    const always = pairedDifferenceInterval({ both: 10, onlyFirst: 0, onlySecond: 0, neither: 0 });
    expect(always.high).toBeCloseTo(-always.low, 15);
    expect(always.high).toBeGreaterThan(0);
    expect(pairedDifferenceInterval({ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 })).toEqual({
      low: -1,
      high: 1,
    });
    expect(() => pairedDifferenceInterval({ both: 1, onlyFirst: 0, onlySecond: 0, neither: -1 })).toThrow(
      /neither: got -1/,
    );
  });
});
