import { expect, it } from 'vitest';
import { logitsToProbabilities } from './predictions.ts';

it('gives softmaxes row by row, without overflow', () => {
  const probabilities = logitsToProbabilities([0, Math.log(3), 1000, 1000], 2, 'softmax');
  expect([...probabilities]).toEqual([0.25, 0.75, 0.5, 0.5]);
});

it('gives sigmoids, each by itself', () => {
  expect([...logitsToProbabilities([0, Math.log(3), -1000, 1000], 2, 'sigmoid')]).toEqual([0.5, 0.75, 0, 1]);
});
