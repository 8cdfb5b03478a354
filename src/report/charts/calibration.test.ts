import { describe, expect, it } from 'vitest';
import { calibrationInfo, calibrationSpec } from './calibration.ts';

// Two bins: of two predictions of 0.9 one is right; one of 0.6 is right.
const predictions = {
  labels: Int32Array.of(0, 1, 1),
  probabilities: Float32Array.of(0.9, 0.1, 0.9, 0.1, 0.4, 0.6),
  classes: 2,
};

describe('calibrationInfo', () => {
  it('has the bins that are not empty, with intervals, and the errors', () => {
    const info = calibrationInfo(predictions, 4)!;
    expect(info.bins.map(({ low, count, accuracy }) => [low, count, accuracy])).toEqual([
      [0.5, 1, 1],
      [0.75, 2, 0.5],
    ]);
    expect(info.bins[1]!.confidence).toBeCloseTo(0.9, 6);
    expect(info.bins[1]!.accuracyLow).toBeCloseTo(0.0945, 4);
    expect(info.expectedError).toBeCloseTo((0.4 + 2 * 0.4) / 3, 6);
    expect(info.maximumError).toBeCloseTo(0.4, 6);
  });

  it('is nothing without examples', () => {
    const none = { labels: new Int32Array(), probabilities: new Float32Array(), classes: 2 };
    expect(calibrationInfo(none)).toBeUndefined();
  });
});

describe('calibrationSpec', () => {
  it('draws accuracy by confidence, and the counts of all bins as steps', () => {
    const spec = calibrationSpec(calibrationInfo(predictions, 4)!);
    const series = spec.series as { name: string; data: number[][] }[];
    const data = (name: string) => series.find((one) => one.name === name)!.data;
    expect(data('accuracy').map(([, accuracy]) => accuracy)).toEqual([1, 0.5]);
    expect(data('images')).toEqual([
      [0, 0],
      [0.25, 0],
      [0.5, 1],
      [0.75, 2],
      [1, 2],
    ]);
    expect(JSON.stringify(spec.graphic)).toContain('ECE 40.00%, MCE 40.00%');
  });
});
