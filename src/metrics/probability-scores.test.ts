import { expect, it } from 'vitest';
import { brierScore } from './brier.ts';
import { logLoss } from './log-loss.ts';
import type { Predictions } from './predictions.ts';

const predictions: Predictions = {
  labels: Int32Array.of(0, 1),
  probabilities: Float32Array.of(0.5, 0.25, 0.25, 0.75, 0.125, 0.125),
  classes: 3,
};
const wrong: Predictions = { labels: Int32Array.of(1), probabilities: Float32Array.of(1, 0), classes: 2 };
const none: Predictions = { labels: new Int32Array(), probabilities: new Float32Array(), classes: 2 };

it('log-loss is the mean of −ln p of the label', () => {
  expect(logLoss(predictions)).toBeCloseTo((Math.log(2) + Math.log(8)) / 2, 15);
});

it('log-loss of certain predictions is that of float32 next to 0 and 1', () => {
  expect(logLoss(wrong)).toBeCloseTo(23 * Math.log(2), 15);
  expect(logLoss({ ...wrong, labels: Int32Array.of(0) })).toBeCloseTo(2 ** -23, 12);
  expect(logLoss({ ...wrong, labels: Int32Array.of(0) })).toBeGreaterThan(0);
});

it('the Brier score is the mean squared distance, up to 2', () => {
  expect(brierScore(predictions)).toBe((0.25 + 0.0625 * 2 + (0.5625 + 0.765625 + 0.015625)) / 2);
  expect(brierScore(wrong)).toBe(2);
});

it('both are NaN without examples', () => {
  expect([logLoss(none), brierScore(none)]).toEqual([NaN, NaN]);
});
