import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassificationReport } from '../../src/metrics/classification-report.ts';
import type { Interval } from '../../src/metrics/interval.ts';
import type { Predictions } from '../../src/metrics/predictions.ts';

interface GoldenReport extends Omit<
  ClassificationReport,
  'count' | 'classes' | 'accuracyInterval' | 'topK' | 'calibration'
> {
  /** For k = 1, 2, … */
  readonly topK: readonly number[];
  readonly calibration: {
    readonly expectedError: number;
    readonly maximumError: number;
    readonly counts: readonly number[];
    readonly confidences: readonly (number | null)[];
    readonly accuracies: readonly (number | null)[];
  };
}

/** Every point of both curves of one class, from the highest threshold on. */
interface GoldenCurves {
  readonly class: number;
  readonly falsePositiveRates: readonly number[];
  readonly truePositiveRates: readonly number[];
  readonly precisions: readonly number[];
  readonly recalls: readonly number[];
}

interface GoldenClassification {
  readonly name: string;
  readonly classes: number;
  readonly labels: readonly number[];
  readonly probabilities: readonly number[];
  readonly report: GoldenReport;
  readonly curves?: GoldenCurves;
}

interface GoldenTTest {
  readonly statistic: number;
  readonly pValue: number;
}

/** What scripts/golden/metrics.py writes. */
export interface GoldenMetrics {
  readonly classification: readonly GoldenClassification[];
  readonly tails: readonly {
    readonly of: 'studentTails' | 'studentDistance' | 'normalTails' | 'coinTail';
    readonly arguments: readonly number[];
    readonly value: number;
  }[];
  readonly mcNemar: readonly {
    readonly onlyFirst: number;
    readonly onlySecond: number;
    readonly exact: number;
    readonly chiSquare?: number;
    /** The p-value of `chiSquare`. */
    readonly approximate?: number;
  }[];
  readonly holm: readonly { readonly pValues: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly paired: readonly {
    readonly name: string;
    readonly first: readonly number[];
    readonly second: readonly number[];
    /** Of the first. */
    readonly mean: number;
    readonly deviation: number;
    /** Of the mean of the first, of 90%. */
    readonly interval: Interval;
    readonly tTest: GoldenTTest & Interval;
    readonly resampled: GoldenTTest;
    readonly wilcoxon: GoldenTTest & { readonly pairs: number };
  }[];
  /** Two samples, and what the test of Mann and Whitney makes of them. */
  readonly independent: readonly (GoldenTTest & {
    readonly name: string;
    readonly first: readonly number[];
    readonly second: readonly number[];
  })[];
}

/** Reads the figures of scikit-learn, SciPy and statsmodels. */
export function readGoldenMetrics(): GoldenMetrics {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'metrics.json'), 'utf8')) as GoldenMetrics;
}

/** A case's predictions. */
export function goldenPredictions({ labels, probabilities, classes }: GoldenClassification): Predictions {
  return {
    labels: Int32Array.from(labels),
    probabilities: Float32Array.from(probabilities),
    classes,
  };
}
