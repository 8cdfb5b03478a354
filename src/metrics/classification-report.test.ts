import { describe, expect, it } from 'vitest';
import { classificationReport } from './classification-report.ts';
import type { Predictions } from './predictions.ts';

const predictions: Predictions = {
  labels: Int32Array.of(0, 1),
  probabilities: Float32Array.of(0.5, 0.25, 0.25, 0.75, 0.125, 0.125),
  classes: 3,
};

describe('classificationReport', () => {
  it('leaves classes without a ranking out of the means', () => {
    const { perClass, macro, weighted } = classificationReport(predictions);
    expect(perClass.map(({ rocAuc }) => rocAuc)).toEqual([0, 0, null]);
    expect(perClass.map(({ averagePrecision }) => averagePrecision)).toEqual([0.5, 0.5, null]);
    expect([macro.rocAuc, weighted.averagePrecision]).toEqual([0, 0.5]);
  });

  it.each<[string, Predictions]>([
    ['no examples', { labels: new Int32Array(), probabilities: new Float32Array(), classes: 3 }],
    ['one example', { labels: Int32Array.of(1), probabilities: Float32Array.of(0, 1), classes: 2 }],
    ['three examples', predictions],
  ])('is plain JSON for %s', (_, some) => {
    const report = classificationReport(some);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('takes the number of bins and the largest k', () => {
    const report = classificationReport(predictions, { topK: 2, bins: 4 });
    expect(report.topK).toEqual([
      { k: 1, accuracy: 0.5 },
      { k: 2, accuracy: 1 },
    ]);
    expect(report.calibration.bins).toHaveLength(4);
    expect(() => classificationReport(predictions, { topK: 4 })).toThrow(/4 of 3 classes/);
  });

  it('refuses predictions that are not', () => {
    const changed = (change: Partial<Predictions>) => () =>
      classificationReport({ ...predictions, ...change });
    expect(changed({ classes: 2 })).toThrow(/6 probabilities for 2 labels of 2 classes/);
    expect(changed({ labels: Int32Array.of(0, 3) })).toThrow(/label: got class 3 at example 1/);
    const with5 = (value: number) => changed({ probabilities: predictions.probabilities.with(5, value) });
    expect(with5(NaN)).toThrow(/got probability NaN at example 1, class 2/);
    expect(with5(1.5)).toThrow(/got probability 1.5/);
    expect(with5(-0.5)).toThrow(/got probability -0.5/);
  });
});
