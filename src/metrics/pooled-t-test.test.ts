import { describe, expect, it } from 'vitest';
import { pooledTTest } from './pooled-t-test.ts';

const [a, b, c] = [
  [0.92, 0.93, 0.915],
  [0.9, 0.912, 0.905, 0.899],
  [0.7, 0.72],
] as const;

describe('pooledTTest', () => {
  it('is the test of two samples as SciPy has it (ttest_ind)', () => {
    const { statistic, pValue, interval, degreesOfFreedom } = pooledTTest(a, b);
    expect(degreesOfFreedom).toBe(5);
    expect(statistic).toBeCloseTo(3.4661999861352077, 9);
    expect(pValue).toBeCloseTo(0.017922403496720064, 9);
    expect(interval.low).toBeCloseTo(0.004564822395929492, 9);
    expect(interval.high).toBeCloseTo(0.030768510937403945, 9);
    expect(pooledTTest([0.92, 0.93], [0.9, 0.91]).pValue).toBeCloseTo(0.1055728090000841, 9);
  });

  it('takes the spread from other samples as well', () => {
    const { statistic, pValue, interval } = pooledTTest(a, b, [c]);
    expect(statistic).toBeCloseTo(2.75595957955592, 9);
    expect(pValue).toBeCloseTo(0.033030126814743495, 9);
    expect(interval.low).toBeCloseTo(0.0019811042376776875, 9);
    // Of single values, others alone tell the spread.
    expect(pooledTTest([0.9], [0.8], [c]).degreesOfFreedom).toBe(1);
  });

  it('has nothing to measure by where there is no spread', () => {
    expect(pooledTTest([1, 1], [1, 1])).toMatchObject({ statistic: null, pValue: 1 });
    expect(pooledTTest([1, 1], [0, 0])).toMatchObject({ statistic: null, pValue: 0 });
    expect(() => pooledTTest([1], [0])).toThrow('every sample has a single value');
    expect(() => pooledTTest([], [0])).toThrow('got 0 values');
  });
});
