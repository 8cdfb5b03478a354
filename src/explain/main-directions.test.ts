import { describe, expect, it } from 'vitest';
import { randomStream } from '../core/random.ts';
import { alongMainDirections } from './main-directions.ts';

const distance = (values: ArrayLike<number>, width: number, a: number, b: number) =>
  Math.sqrt(
    Array.from({ length: width }, (_, at) => (values[a * width + at]! - values[b * width + at]!) ** 2).reduce(
      (sum, square) => sum + square,
    ),
  );

/** Points of five dimensions in a space of forty, far from its origin. */
function flatPoints(count: number): Float32Array {
  const stream = randomStream(5, 'flat-points');
  const axes = Array.from({ length: 5 * 40 }, () => stream.normal());
  return Float32Array.from(
    Array.from({ length: count }, () => {
      const own = Array.from({ length: 5 }, (_, axis) => stream.normal() * (axis + 1));
      return Array.from({ length: 40 }, (_, at) =>
        own.reduce((sum, value, axis) => sum + value * axes[axis * 40 + at]!, 100),
      );
    }).flat(),
  );
}

describe('alongMainDirections', () => {
  it('keeps all distances where there are directions enough', () => {
    const values = flatPoints(30);
    const reduced = alongMainDirections({ values, count: 30, width: 40 }, 8, randomStream(1, 'test'));
    expect([reduced.count, reduced.width]).toEqual([30, 8]);
    for (let other = 1; other < 30; other++) {
      const expected = distance(values, 40, 0, other);
      expect(distance(reduced.values, 8, 0, other) / expected).toBeCloseTo(1, 4);
    }
  });

  it('takes the directions of the largest variance where there are too few', () => {
    const stream = randomStream(2, 'test');
    const deviations = [10, 0.1, 5, 0.1, 0.1, 0.1];
    // Far from the origin along a column that varies little: a mean is no variance.
    const values = Float32Array.from(
      { length: 200 * 6 },
      (_, at) => deviations[at % 6]! * stream.normal() + (at % 6 === 1 ? 100 : 0),
    );
    const reduced = alongMainDirections({ values, count: 200, width: 6 }, 2, randomStream(1, 'test'));
    const kept = values.filter((_, at) => at % 6 === 0 || at % 6 === 2);
    for (let other = 1; other < 200; other++) {
      expect(distance(reduced.values, 2, 0, other)).toBeCloseTo(distance(kept, 2, 0, other), 1);
    }
  });
});
