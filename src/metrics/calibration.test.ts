import { describe, expect, it } from 'vitest';
import { calibration } from './calibration.ts';
import type { Predictions } from './predictions.ts';

/** Two classes; each example says 0 with its confidence. */
function sure(confidences: readonly number[], labels: readonly number[]): Predictions {
  const probabilities = Float32Array.from(confidences.flatMap((value) => [value, 1 - value]));
  return { labels: Int32Array.from(labels), probabilities, classes: 2 };
}

describe('calibration', () => {
  it('measures gaps by hand: mean and largest', () => {
    // (0.5, 0.75]: three of mean ⅔, one right; (0.75, 1]: one, sure and right.
    const figures = calibration(sure([0.625, 0.625, 0.75, 1], [0, 1, 1, 0]), 4);
    expect(figures.expectedError).toBeCloseTo((3 * (2 / 3 - 1 / 3)) / 4, 15);
    expect(figures.maximumError).toBeCloseTo(1 / 3, 15);
    const empty = { count: 0, confidence: null, accuracy: null };
    expect(figures.bins).toEqual([
      { low: 0, high: 0.25, ...empty },
      { low: 0.25, high: 0.5, ...empty },
      { low: 0.5, high: 0.75, count: 3, confidence: 2 / 3, accuracy: 1 / 3 },
      { low: 0.75, high: 1, count: 1, confidence: 1, accuracy: 1 },
    ]);
  });

  it('puts a confidence on an edge into the bin below, and 0 into the first', () => {
    expect(calibration(sure([0.5, 1], [0, 0]), 2).bins.map(({ count }) => count)).toEqual([1, 1]);
    const zeros = { labels: Int32Array.of(0), probabilities: new Float32Array(2), classes: 2 };
    expect(calibration(zeros, 2).bins.map(({ count }) => count)).toEqual([1, 0]);
  });

  it('has 15 bins, NaN errors without examples, and refuses other numbers of bins', () => {
    const figures = calibration(sure([], []));
    expect(figures.bins).toHaveLength(15);
    expect([figures.expectedError, figures.maximumError]).toEqual([NaN, NaN]);
    expect(() => calibration(sure([], []), 0)).toThrow(/got 0 bins/);
    expect(() => calibration(sure([], []), 2.5)).toThrow(/got 2.5 bins/);
  });
});
