import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { macroMean, perClass, weightedMean } from './per-class.ts';

// The example of scikit-learn's classification_report.
const labels = [0, 1, 2, 2, 2];
const predictions = [0, 0, 2, 2, 1];

describe('confusionMatrix', () => {
  it('counts labels in rows and predictions in columns', () => {
    expect(confusionMatrix(labels, predictions, 3)).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 2],
    ]);
  });

  it('refuses classes and lengths that do not fit', () => {
    expect(() => confusionMatrix([0, 3], [0, 0], 3)).toThrow(/label: got class 3 at example 1/);
    expect(() => confusionMatrix([0], [0.5], 3)).toThrow(/prediction: got class 0.5/);
    expect(() => confusionMatrix([0], [], 3)).toThrow(/1 labels and 0 predictions/);
  });
});

describe('accuracy', () => {
  it('is the share of hits', () => {
    expect(accuracy(labels, predictions)).toBe(0.6);
    expect(accuracy([], [])).toBeNaN();
    expect(() => accuracy([1], [])).toThrow(/1 labels and 0 predictions/);
  });
});

describe('perClass', () => {
  const figures = perClass(confusionMatrix(labels, predictions, 3));

  it('gives the figures of scikit-learn, 0 where it would divide by 0', () => {
    expect(figures[0]).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3, support: 1 });
    expect(figures[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 });
    expect(figures[2]).toEqual({ precision: 1, recall: 2 / 3, f1: 0.8, support: 3 });
    expect(
      perClass([
        [0, 0],
        [0, 3],
      ])[0],
    ).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('averages over classes', () => {
    const macro = macroMean(figures);
    expect(macro.precision).toBeCloseTo(0.5, 12);
    expect(macro.recall).toBeCloseTo(5 / 9, 12);
    expect(macro.f1).toBeCloseTo((2 / 3 + 0.8) / 3, 12);
    const weighted = weightedMean(figures);
    expect(weighted.precision).toBeCloseTo(0.7, 12);
    expect(weighted.recall).toBeCloseTo(accuracy(labels, predictions), 12);
    expect(weighted.f1).toBeCloseTo((2 / 3 + 3 * 0.8) / 5, 12);
    expect(weighted.support).toBe(5);
  });
});
