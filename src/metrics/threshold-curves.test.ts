import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision, precisionRecallCurve } from './precision-recall.ts';
import type { Predictions } from './predictions.ts';
import { rocAuc, rocCurve } from './roc.ts';
import { straightened } from './straightened.ts';
import { thresholdCounts } from './threshold-counts.ts';

/** Two classes; `scores` are the probabilities of class 1. */
function scored(labels: readonly number[], scores: readonly number[]): Predictions {
  const probabilities = Float32Array.from(scores.flatMap((score) => [1 - score, score]));
  return { labels: Int32Array.from(labels), probabilities, classes: 2 };
}

const mixed = thresholdCounts(scored([1, 0, 1, 0, 1], [0.75, 0.5, 0.5, 0.25, 0.25]), 1);

describe('thresholdCounts', () => {
  it('counts what is at least each score, equal scores at once', () => {
    expect([...mixed.thresholds]).toEqual([0.75, 0.5, 0.25]);
    expect([...mixed.truePositives]).toEqual([1, 2, 3]);
    expect([...mixed.falsePositives]).toEqual([0, 1, 2]);
    expect([mixed.positives, mixed.negatives]).toEqual([3, 2]);
  });

  it('refuses what is not a class', () => {
    expect(() => thresholdCounts(scored([], []), 2)).toThrow(/got class 2 of 2 classes/);
    expect(() => thresholdCounts(scored([], []), -1)).toThrow(/got class -1/);
    expect(() => thresholdCounts(scored([], []), 0.5)).toThrow(/got class 0.5/);
  });
});

describe('rocAuc and averagePrecision', () => {
  it('agree with pairs and steps counted by hand', () => {
    // Of the six pairs, three are in order, two tied, one the wrong way round.
    expect(rocAuc(mixed)).toBeCloseTo((3 + 2 / 2) / 6, 15);
    expect(averagePrecision(mixed)).toBeCloseTo((1 + 2 / 3 + 3 / 5) / 3, 15);
  });

  it.each([[[]], [[0, 0]], [[1, 1]]])('are undefined, and so are curves, for the labels %j', (labels) => {
    const counts = thresholdCounts(scored(labels, labels.map(() => 0.5)), 1); // oxfmt-ignore
    expect([rocAuc(counts), averagePrecision(counts)]).toEqual([null, null]);
    expect([rocCurve(counts), precisionRecallCurve(counts)]).toEqual([null, null]);
  });
});

describe('rocCurve', () => {
  it('leaves out what is on a straight line', () => {
    const points = rocCurve(thresholdCounts(scored([1, 1, 0, 0], [0.9, 0.8, 0.5, 0.1]), 1))!;
    expect(points.map((point) => [point.falsePositiveRate, point.truePositiveRate])).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
    ]);
    expect(points.map(({ threshold }) => threshold)).toEqual([null, Math.fround(0.8), Math.fround(0.1)]);
  });

  it('keeps the area', () => {
    const example = fc.tuple(fc.nat(1), fc.nat(8));
    fc.assert(
      fc.property(fc.array(example, { maxLength: 40 }), (examples) => {
        const labels = [0, 1, ...examples.map(([label]) => label)];
        const scores = [0.5, 0.5, ...examples.map(([, score]) => score / 8)];
        const counts = thresholdCounts(scored(labels, scores), 1);
        let area = 0;
        rocCurve(counts)!.reduce((from, to) => {
          area +=
            ((to.falsePositiveRate - from.falsePositiveRate) *
              (to.truePositiveRate + from.truePositiveRate)) /
            2;
          return to;
        });
        expect(area).toBeCloseTo(rocAuc(counts)!, 12);
      }),
    );
  });
});

describe('precisionRecallCurve', () => {
  it('begins at recall 0 with precision 1, and ends where all are found', () => {
    const points = precisionRecallCurve(thresholdCounts(scored([0, 1, 1, 0], [0.9, 0.8, 0.8, 0.1]), 1))!;
    expect(points.map(({ recall, precision }) => [recall, precision])).toEqual([
      [0, 1],
      [0, 0],
      [1, 2 / 3],
    ]);
    expect(points.map(({ threshold }) => threshold)).toEqual([null, ...new Float32Array([0.9, 0.8])]);
  });
});

describe('straightened', () => {
  it('keeps corners and ends alone', () => {
    expect(straightened([0, 1, 2, 2, 2, 3], [0, 1, 2, 3, 4, 4])).toEqual([0, 2, 4, 5]);
    expect(straightened([0, 1], [5, 5])).toEqual([0, 1]);
    expect(straightened([], [])).toEqual([]);
  });
});
