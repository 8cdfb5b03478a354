import type { ConfusionMatrix } from './confusion-matrix.ts';

/** How well one class, or an average of classes, is told from the others. Each figure is from 0 to 1. */
export interface ClassFigures {
  /** Of the examples taken for this class, the share that are of it. */
  readonly precision: number;
  /** Of the examples of this class, the share that were taken for it. */
  readonly recall: number;
  /** The harmonic mean of the two. */
  readonly f1: number;
  /** How many examples are of this class. */
  readonly support: number;
}

/** A quotient, 0 where the divisor is 0, as scikit-learn's `zero_division=0`. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/**
 * Precision, recall, F1 and support of every class, in label order. A figure that would divide by zero is 0: the
 * precision of a class that was never predicted, the recall of a class without examples, the F1 of both.
 */
export function perClass(confusion: ConfusionMatrix): ClassFigures[] {
  return confusion.map((row, label) => {
    const hits = row[label]!;
    const support = row.reduce((sum, value) => sum + value, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[label]!, 0);
    return {
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + predicted),
      support,
    };
  });
}

function average(figures: readonly ClassFigures[], weight: (figure: ClassFigures) => number): ClassFigures {
  let weights = 0;
  const sum = { precision: 0, recall: 0, f1: 0, support: 0 };
  for (const figure of figures) {
    const w = weight(figure);
    weights += w;
    sum.precision += w * figure.precision;
    sum.recall += w * figure.recall;
    sum.f1 += w * figure.f1;
    sum.support += figure.support;
  }
  return {
    precision: ratio(sum.precision, weights),
    recall: ratio(sum.recall, weights),
    f1: ratio(sum.f1, weights),
    support: sum.support,
  };
}

/** The plain mean over classes; `support` is the number of all examples. */
export function macroMean(figures: readonly ClassFigures[]): ClassFigures {
  return average(figures, () => 1);
}

/** The mean over classes, each counted by its support; its recall is the accuracy. */
export function weightedMean(figures: readonly ClassFigures[]): ClassFigures {
  return average(figures, (figure) => figure.support);
}
