import { describe, expect, it } from 'vitest';
import { minimize, type SmoothFunction } from './minimize.ts';

const rosenbrock: SmoothFunction = (x, slope) => {
  const [a, b] = [x[0]!, x[1]!];
  slope[0] = -2 * (1 - a) - 400 * a * (b - a * a);
  slope[1] = 200 * (b - a * a);
  return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
};

describe('minimize', () => {
  it('goes down a bent valley in few steps', () => {
    let calls = 0;
    const { point, value } = minimize((x, slope) => (calls++, rosenbrock(x, slope)), {
      start: Float64Array.of(-1.2, 1),
      tolerance: 1e-8,
      steps: 200,
    });
    expect(point[0]).toBeCloseTo(1, 6);
    expect(point[1]).toBeCloseTo(1, 6);
    expect(value).toBeLessThan(1e-12);
    expect(calls).toBeLessThan(80);
  });

  it('stays between limits, and finds the best of what is there', () => {
    const { point } = minimize(rosenbrock, {
      start: Float64Array.of(-1.2, 1),
      lower: Float64Array.of(-2, -2),
      upper: Float64Array.of(0.5, 2),
      tolerance: 1e-8,
      steps: 200,
    });
    // With a at its limit, b = a² is best.
    expect(point[0]).toBe(0.5);
    expect(point[1]).toBeCloseTo(0.25, 6);
  });

  it('does not move from a minimum at a corner', () => {
    const start = Float64Array.of(0, 1);
    const slopes: SmoothFunction = (x, slope) => (slope.set([1, -1]), x[0]! - x[1]!);
    const { point } = minimize(slopes, {
      start,
      lower: Float64Array.of(0, 0),
      upper: Float64Array.of(1, 1),
      tolerance: 1e-8,
      steps: 10,
    });
    expect([...point]).toEqual([0, 1]);
  });

  it('shortens steps that lead out of where there is a value', () => {
    const { point } = minimize(
      (x, slope) => {
        slope[0] = 1 - 1 / x[0]!;
        return x[0]! > 0 ? x[0]! - Math.log(x[0]!) : Infinity;
      },
      { start: Float64Array.of(10), tolerance: 1e-8, steps: 100 },
    );
    expect(point[0]).toBeCloseTo(1, 6);
  });
});
