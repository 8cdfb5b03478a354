import { describe, expect, it } from 'vitest';
import { classificationReport } from '../../src/metrics/classification-report.ts';
import { precisionRecallCurve } from '../../src/metrics/precision-recall.ts';
import { rocCurve } from '../../src/metrics/roc.ts';
import { thresholdCounts } from '../../src/metrics/threshold-counts.ts';
import { expectClose } from './close.ts';
import { goldenPredictions, readGoldenMetrics } from './metrics-file.ts';

const golden = readGoldenMetrics();

describe('a classification report beside scikit-learn', () => {
  it.each(golden.classification)('$name', (entry) => {
    const { topK, calibration, ...figures } = entry.report;
    const {
      count,
      classes,
      accuracyInterval,
      topK: ourTopK,
      calibration: ours,
      ...rest
    } = classificationReport(goldenPredictions(entry));
    expectClose(rest, figures);
    expect({ count, classes }).toEqual({ count: entry.labels.length, classes: entry.classes });
    expect(accuracyInterval.low).toBeLessThanOrEqual(figures.accuracy!);
    expect(accuracyInterval.high).toBeGreaterThanOrEqual(figures.accuracy!);
    expect(ourTopK.map(({ k }) => k)).toEqual(topK.map((_, index) => index + 1));
    expectClose(
      ourTopK.map(({ accuracy }) => accuracy),
      topK,
    );
    expectClose(
      {
        expectedError: ours.expectedError,
        maximumError: ours.maximumError,
        counts: ours.bins.map((bin) => bin.count),
        confidences: ours.bins.map((bin) => bin.confidence),
        accuracies: ours.bins.map((bin) => bin.accuracy),
      },
      calibration,
    );
  });
});

describe('curves beside scikit-learn', () => {
  const cases = golden.classification.filter(({ curves }) => curves !== undefined);

  it.each(cases)('$name: all points are on the curve, and its points are among them', (entry) => {
    const curves = entry.curves!;
    const counts = thresholdCounts(goldenPredictions(entry), curves.class);
    const roc = rocCurve(counts)!;
    expectCurve(
      roc.map((point): Point => [point.falsePositiveRate, point.truePositiveRate]),
      curves.falsePositiveRates.map((rate, at): Point => [rate, curves.truePositiveRates[at]!]),
    );
    const full = curves.recalls.indexOf(1) + 1;
    expectCurve(
      precisionRecallCurve(counts)!.map((point): Point => [point.recall, point.precision]),
      curves.recalls.slice(0, full).map((recall, at): Point => [recall, curves.precisions[at]!]),
    );
  });
});

type Point = readonly [x: number, y: number];

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.hypot(x1 - x0, y1 - y0);
}

/** Expects that `thin` takes some of the points of `full` in their order and leaves out only those on the way between them. */
function expectCurve(thin: readonly Point[], full: readonly Point[]): void {
  expect(thin.length).toBeLessThanOrEqual(full.length);
  let next = 0;
  for (const point of full) {
    if (next < thin.length && distance(point, thin[next]!) < 1e-12) {
      next++;
    } else {
      const [from, to] = [thin[next - 1]!, thin[next]!];
      expect(distance(from, point) + distance(point, to)).toBeCloseTo(distance(from, to), 12);
    }
  }
  expect(next).toBe(thin.length);
}
