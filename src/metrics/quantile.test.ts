import { expect, it } from 'vitest';
import { quantile } from './quantile.ts';

// numpy.quantile
it.each([
  [[1, 2, 4], 0.75, 3],
  [[1, 2, 4], 0.5, 2],
  [[1, 2, 4], 0, 1],
  [[1, 2, 4], 1, 4],
  [[7], 0.3, 7],
  [[1, 2, 4, 8], 0.1, 1.3],
])('of %j at %d is %d', (values, share, expected) => {
  expect(quantile(values, share)).toBeCloseTo(expected, 12);
});

it('is NaN of nothing', () => {
  expect(quantile([], 0.5)).toBeNaN();
});
