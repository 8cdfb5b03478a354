import { expect, it } from 'vitest';
import type { Predictions } from './predictions.ts';
import { topKAccuracies } from './top-k.ts';

const predictions: Predictions = {
  labels: Int32Array.of(2, 0, 1),
  // The label's rank: second; first, tied with what comes after; third, tied with what comes before.
  probabilities: Float32Array.of(0.5, 0.2, 0.3, 0.5, 0.5, 0, 0.75, 0.125, 0.125),
  classes: 3,
};

it('counts labels among the most probable, of equals the first', () => {
  expect(topKAccuracies(predictions, 3)).toEqual([1 / 3, 1, 1]);
  const tied = {
    ...predictions,
    probabilities: Float32Array.of(0.25, 0.5, 0.25, 0, 0.5, 0.5, 0.4, 0.2, 0.4),
  };
  expect(topKAccuracies(tied, 3)).toEqual([0, 0, 1]);
  expect(topKAccuracies(tied, 2)).toEqual([0, 0]);
});

it('is NaN without examples, and refuses what is not a number of classes', () => {
  const none = { labels: new Int32Array(), probabilities: new Float32Array(), classes: 2 };
  expect(topKAccuracies(none, 1)).toEqual([NaN]);
  expect(() => topKAccuracies(predictions, 4)).toThrow(/got 4 of 3 classes/);
  expect(() => topKAccuracies(predictions, 0)).toThrow(/got 0/);
  expect(() => topKAccuracies(predictions, 1.5)).toThrow(/got 1.5/);
});
