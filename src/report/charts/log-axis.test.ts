import { describe, expect, it } from 'vitest';
import { logAxis } from './log-axis.ts';

describe('logAxis', () => {
  it.each([
    [0.072, 0.8, [0.05, 0.1, 0.2, 0.5, 1]],
    [100, 1000, [100, 200, 500, 1000]],
    [3, 3, [2, 5]],
    [1000, 1000, [500, 1000, 2000]],
    [101_000, 812_000, [100_000, 200_000, 500_000, 1_000_000]],
    [0.0003, 0.0007, [0.0002, 0.0005, 0.001]],
  ])('from %d to %d has ticks %j', (low, high, ticks) => {
    expect(logAxis(low, high)).toEqual({ min: ticks[0], max: ticks.at(-1), ticks });
  });

  it('has ticks at powers of ten alone where there are many of them', () => {
    expect(logAxis(900, 1.2e7)).toEqual({ min: 500, max: 2e7, ticks: [1e3, 1e4, 1e5, 1e6, 1e7] });
  });
});
