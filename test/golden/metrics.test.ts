import { describe, expect, it } from 'vitest';
import { classificationReport } from '../../src/metrics/classification-report.ts';
import * as distributions from '../../src/metrics/distributions.ts';
import { holm } from '../../src/metrics/holm.ts';
import { mcNemarTest } from '../../src/metrics/mcnemar.ts';
import { meanInterval } from '../../src/metrics/mean-interval.ts';
import { pairedTTest, resampledTTest } from '../../src/metrics/paired-t-test.ts';
import { precisionRecallCurve } from '../../src/metrics/precision-recall.ts';
import { rocCurve } from '../../src/metrics/roc.ts';
import { spreadOf } from '../../src/metrics/spread.ts';
import { thresholdCounts } from '../../src/metrics/threshold-counts.ts';
import { mannWhitney } from '../../src/metrics/mann-whitney.ts';
import { wilcoxonSignedRank } from '../../src/metrics/wilcoxon.ts';
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

describe('tails of distributions beside SciPy', () => {
  it.each(golden.tails)('$of of $arguments', ({ of, arguments: [first, second], value }) => {
    const ours = distributions[of](first!, second!);
    // Relative, for small ones count.
    expect(Math.abs(ours - value)).toBeLessThanOrEqual(1e-9 * value);
  });
});

describe("McNemar's test beside statsmodels", () => {
  it.each(golden.mcNemar)('$onlyFirst against $onlySecond', (entry) => {
    const hits = { both: 50, onlyFirst: entry.onlyFirst, onlySecond: entry.onlySecond, neither: 7 };
    expectClose(mcNemarTest(hits, 'exact').pValue, entry.exact);
    if (entry.chiSquare !== undefined) {
      const { statistic, pValue } = mcNemarTest(hits, 'chiSquare');
      expectClose({ statistic, pValue }, { statistic: entry.chiSquare, pValue: entry.approximate });
    }
  });
});

describe("Holm's correction beside statsmodels", () => {
  it.each(golden.holm)('$pValues', ({ pValues, adjusted }) => {
    expectClose(holm(pValues), adjusted);
  });
});

describe('paired tests beside SciPy', () => {
  it.each(golden.paired)('$name', ({ first, second, ...expected }) => {
    expectClose(spreadOf(first), { mean: expected.mean, deviation: expected.deviation });
    expectClose(meanInterval(first, 0.9), expected.interval);
    const { statistic, pValue, interval } = pairedTTest(first, second);
    expectClose({ statistic, pValue, ...interval }, expected.tTest);
    const resampled = resampledTTest(first, second);
    expectClose({ statistic: resampled.statistic, pValue: resampled.pValue }, expected.resampled);
    const { method, ...wilcoxon } = wilcoxonSignedRank(first, second);
    expectClose(wilcoxon, expected.wilcoxon);
    expect(method).toBe(wilcoxon.pairs > 50 ? 'normal' : 'exact');
  });
});

describe('a test of independent samples beside SciPy', () => {
  it.each(golden.independent)('$name', ({ first, second, statistic, pValue }) => {
    const { method, superiority, ...result } = mannWhitney(first, second);
    expectClose(result, { statistic, pValue });
    expect(superiority).toBeCloseTo(statistic / first.length / second.length, 12);
    expect(method).toBe(first.length + second.length > 40 ? 'normal' : 'exact');
  });
});

type Point = readonly [x: number, y: number];

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.hypot(x1 - x0, y1 - y0);
}

/**
 * Expects that `thin` takes some of the points of `full` in their order and leaves out only those on the way between
 * them.
 */
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
