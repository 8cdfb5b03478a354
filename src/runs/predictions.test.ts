import { describe, expect, it } from 'vitest';
import { decodePredictions, encodePredictions, type RunPredictions } from './predictions.ts';
import { encodeSafetensors } from './safetensors.ts';

const predictions: RunPredictions = {
  test: { labels: Int32Array.of(1, 0), probabilities: Float32Array.of(0.25, 0.75, 0.5, 0.5), classes: 2 },
  validation: {
    labels: Int32Array.of(1),
    probabilities: Float32Array.of(0.125, 0.875),
    classes: 2,
    indices: Int32Array.of(7),
  },
};

describe('predictions of a run', () => {
  it('come back as they were', () => {
    expect(decodePredictions(encodePredictions(predictions), 'file', 2)).toEqual(predictions);
  });

  it('are refused where they do not fit the run', () => {
    const file = encodePredictions(predictions);
    expect(() => decodePredictions(file, 'file', 3)).toThrow(
      'file: validation.probabilities: expected F32 [1, 3], got F32 [1, 2]',
    );
    expect(() => decodePredictions(encodeSafetensors(new Map()), 'file', 2)).toThrow(
      'file: validation.labels: expected I32 [n], got nothing',
    );
    expect(() => decodePredictions(file.subarray(0, 100), 'file', 2)).toThrow(/file/);
    const wrong = { ...predictions, test: { ...predictions.test, labels: Int32Array.of(2, 0) } };
    expect(() => decodePredictions(encodePredictions(wrong), 'file', 2)).toThrow(
      /test.labels: expected classes from 0 to 1/,
    );
  });
});
