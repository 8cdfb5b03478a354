import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scrambledSobol, sobolWord } from './sobol-sequence.ts';

interface Golden {
  readonly indices: number[];
  readonly dimensions: number[];
  readonly points: number[][];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../../test/golden/sobol.json', import.meta.url), 'utf8'),
) as Golden;

describe("Sobol's sequence", () => {
  it('is that of SciPy', () => {
    const points = golden.indices.map((index) =>
      golden.dimensions.map((dimension) => sobolWord(index, dimension) / 2 ** 32),
    );
    expect(points).toEqual(golden.points);
  });

  it('keeps one point in each part when it is scrambled, in one dimension and in two', () => {
    const indices = Array.from({ length: 256 }, (_, index) => index);
    for (const seed of [0, 1, 2]) {
      const columns = [0, 1, 2, 40, 99].map((dimension) =>
        indices.map((index) => scrambledSobol(seed, index, dimension)),
      );
      for (const column of columns) {
        expect(new Set(column.map((unit) => Math.floor(unit * 256))).size).toBe(256);
      }
      const boxes = indices.map(
        (index) => 16 * Math.floor(columns[0]![index]! * 16) + Math.floor(columns[1]![index]! * 16),
      );
      expect(new Set(boxes).size).toBe(256);
    }
  });

  it('is scrambled below the digits that keep it even, for each seed and dimension on its own', () => {
    const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
    const first = Array.from({ length: 2000 }, (_, seed) => scrambledSobol(seed, 0, 3));
    const second = Array.from({ length: 2000 }, (_, seed) => scrambledSobol(seed, 0, 4));
    // Uniform: mean 1/2 and variance 1/12, both within four standard errors.
    expect(Math.abs(mean(first) - 0.5)).toBeLessThan(0.026);
    expect(Math.abs(mean(first.map((unit) => (unit - 0.5) ** 2)) - 1 / 12)).toBeLessThan(0.007);
    expect(Math.abs(mean(first.map((unit, seed) => (unit - 0.5) * (second[seed]! - 0.5))))).toBeLessThan(
      0.0075,
    );
  });
});
