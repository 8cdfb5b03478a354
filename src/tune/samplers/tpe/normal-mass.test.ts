import { expect, it } from 'vitest';
import { logNormalMass } from './normal-mass.ts';

/** By Simpson's rule in 2,000 parts, of the density divided by its highest value in the interval. */
function byParts(a: number, b: number): number {
  const highest = a > 0 ? a : b < 0 ? b : 0;
  const height = (z: number) => Math.exp((highest ** 2 - z ** 2) / 2);
  const parts = 2000;
  let sum = 0;
  for (let part = 0; part <= parts; part++) {
    const weight = part === 0 || part === parts ? 1 : part % 2 === 1 ? 4 : 2;
    sum += weight * height(a + ((b - a) * part) / parts);
  }
  return Math.log((sum * (b - a)) / parts / 3) - highest ** 2 / 2 - Math.log(2 * Math.PI) / 2;
}

it.each([
  [-0.5, 1.2],
  [-3, -2.9],
  [2, 2.6],
  [-0.0251, 0.0251],
  [-0.0249, 0.0249],
  [1.5, 1.5499],
  [-6.04, -6],
  [20, 20.5],
  [0, 1e-9],
])('knows the mass from %d to %d', (a, b) => {
  expect(logNormalMass(a, b)).toBeCloseTo(byParts(a, b), 9);
});

it('knows all of it, and what is too far away', () => {
  expect(logNormalMass(-100, 100)).toBe(0);
  expect(logNormalMass(60, 70)).toBe(-Infinity);
  expect(logNormalMass(-70, -60)).toBe(-Infinity);
});
