import { describe, expect, it } from 'vitest';
import { worstMistakes } from './worst-mistakes.ts';

const predictions = {
  labels: Int32Array.of(0, 0, 1, 1, 0),
  probabilities: Float32Array.of(0.75, 0.25, 0.25, 0.75, 0.125, 0.875, 0.625, 0.375, 0.125, 0.875),
  classes: 2,
};

describe('worstMistakes', () => {
  it('orders mistakes by the probability of the true class, and leaves out what is right', () => {
    expect(worstMistakes(predictions, 9)).toEqual([
      { index: 4, label: 0, prediction: 1, probability: 0.875, labelProbability: 0.125 },
      { index: 1, label: 0, prediction: 1, probability: 0.75, labelProbability: 0.25 },
      { index: 3, label: 1, prediction: 0, probability: 0.625, labelProbability: 0.375 },
    ]);
    expect(worstMistakes(predictions, 1).map(({ index }) => index)).toEqual([4]);
  });
});
