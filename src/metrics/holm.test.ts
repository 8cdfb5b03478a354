import { expect, it } from 'vitest';
import { holm } from './holm.ts';

it('multiplies the smallest by all, the next by one less, and never falls', () => {
  // 3 · 0.0625, 2 · 0.125, then 0.25 raised to what came before where it must.
  expect(holm([0.125, 0.0625, 0.25])).toEqual([0.25, 0.1875, 0.25]);
  expect(holm([0.75, 0.625])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

it('refuses what is not a p-value', () => {
  expect(() => holm([0.5, 1.5])).toThrow(/got p-value 1.5 at 1/);
  expect(() => holm([NaN])).toThrow(/got p-value NaN at 0/);
  expect(() => holm([-0.1])).toThrow(/got p-value -0.1 at 0/);
});
