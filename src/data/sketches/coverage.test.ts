import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoverageGrid } from './coverage.ts';
import { band, ellipse } from './outline.ts';

const rectangle = (left: number, top: number, right: number, bottom: number): Float64Array =>
  Float64Array.of(left, top, right, top, right, bottom, left, bottom);
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

describe('CoverageGrid', () => {
  it('covers pixels by the share of them that lies inside', () => {
    const grid = new CoverageGrid(4);
    grid.fill([rectangle(0.25, 1, 2.5, 1.5)]);
    expect([...grid.coverage.subarray(4, 8)]).toEqual([0.375, 0.5, 0.25, 0]);
    expect(sum(grid.coverage)).toBeCloseTo(2.25 * 0.5, 6);
    expect([grid.top, grid.bottom]).toEqual([1, 2]);
  });

  it('leaves holes where outlines lie inside each other, and forgets what it filled before', () => {
    const grid = new CoverageGrid(8);
    grid.fill([rectangle(0, 0, 8, 8)]);
    grid.fill([rectangle(1, 1, 7, 7), rectangle(3, 3, 5, 5)]);
    expect(sum(grid.coverage)).toBeCloseTo(36 - 4, 5);
    expect(grid.coverage[3 * 8 + 3]).toBe(0);
  });

  it('has the area of an ellipse and of a slanting band', () => {
    const grid = new CoverageGrid(28);
    grid.fill([Float64Array.from(ellipse(14, 14, 9, 5).points)]);
    expect(sum(grid.coverage)).toBeCloseTo(Math.PI * 45, -0.5);
    grid.fill([Float64Array.from(band(5, 5, 20, 13, 2).points)]);
    expect(sum(grid.coverage)).toBeCloseTo(17 * 2, -0.3);
  });

  it('stays between 0 and 1 for any outline, also beyond the grid', () => {
    const coordinate = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 6, maxLength: 24 }), (numbers) => {
        const grid = new CoverageGrid(6);
        grid.fill([Float64Array.from(numbers.slice(0, numbers.length & ~1))]);
        for (const value of grid.coverage) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1.000001);
        }
      }),
    );
  });
});
