import { expect, it } from 'vitest';
import { mannWhitney } from './mann-whitney.ts';

it('counts pairs and ways by hand', () => {
  // Of the 20 ways to choose three of six places, one is as extreme on each side.
  expect(mannWhitney([5, 6, 7], [1, 2, 3])).toEqual({
    method: 'exact',
    statistic: 9,
    superiority: 1,
    pValue: 0.1,
  });
  expect(mannWhitney([1], [2, 2])).toMatchObject({ statistic: 0, superiority: 0, pValue: 2 / 3 });
});

it('sees nothing where all are equal', () => {
  expect(mannWhitney([4, 4], [4])).toMatchObject({ superiority: 0.5, pValue: 1 });
  const many = Array.from({ length: 30 }, () => 4);
  expect(mannWhitney(many, many)).toEqual({ method: 'normal', statistic: 450, superiority: 0.5, pValue: 1 });
});

it('refuses what is empty or not finite', () => {
  expect(() => mannWhitney([], [1])).toThrow('mannWhitney: got 0 values');
  expect(() => mannWhitney([1], [1, NaN])).toThrow('mannWhitney: got NaN at 1');
});
