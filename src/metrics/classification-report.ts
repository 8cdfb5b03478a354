import { accuracy } from './accuracy.ts';
import { brierScore } from './brier.ts';
import { calibration, type ReliabilityBin } from './calibration.ts';
import { cohenKappa } from './cohen-kappa.ts';
import {
  confusionByLabel,
  confusionByPrediction,
  confusionMatrix,
  type ConfusionMatrix,
  type ConfusionShares,
} from './confusion-matrix.ts';
import { wilsonInterval, type Interval } from './interval.ts';
import { logLoss } from './log-loss.ts';
import { matthewsCorrelation } from './matthews.ts';
import { macroMean, perClass, weightedMean, type ClassFigures } from './per-class.ts';
import { averagePrecision } from './precision-recall.ts';
import { checkPredictions, predictedClasses, type Predictions } from './predictions.ts';
import { rocAuc } from './roc.ts';
import { thresholdCounts } from './threshold-counts.ts';
import { topKAccuracies } from './top-k.ts';

/** What `classificationReport` may be told. */
export interface ClassificationReportOptions {
  /** The largest k of the top-k accuracies, at most the number of classes; 5, or all classes, by default. */
  readonly topK?: number;
  /** How many bins calibration is measured with; 15 by default. */
  readonly bins?: number;
}

/** How one class is told from the rest, or the mean of classes. */
export interface ReportedClass extends ClassFigures {
  /** The area under the ROC curve, from 0 to 1; null for a class with no examples or with all of them. */
  readonly rocAuc: number | null;
  /** From 0 to 1; null for a class with no examples or with all of them. */
  readonly averagePrecision: number | null;
}

/** Every figure of a classifier on labelled examples, as JSON can hold it: what is not defined is null. */
export interface ClassificationReport {
  readonly count: number;
  readonly classes: number;
  /** From 0 to 1. */
  readonly accuracy: number | null;
  /** Wilson's 95% interval of the accuracy. */
  readonly accuracyInterval: Interval;
  /** The share of examples whose class is among the `k` most probable, for k = 1, 2, … */
  readonly topK: readonly { readonly k: number; readonly accuracy: number | null }[];
  /** In nats. */
  readonly logLoss: number | null;
  /** From 0 to 2. */
  readonly brierScore: number | null;
  /** From −1 to 1. */
  readonly cohenKappa: number | null;
  /** From −1 to 1. */
  readonly matthewsCorrelation: number;
  readonly confusion: {
    readonly counts: ConfusionMatrix;
    /** Each row sums to 1. */
    readonly byLabel: ConfusionShares;
    /** Each column sums to 1. */
    readonly byPrediction: ConfusionShares;
  };
  /** Of each class, in label order. */
  readonly perClass: readonly ReportedClass[];
  /** The plain mean over classes; of areas and average precisions over those that are not null. */
  readonly macro: ReportedClass;
  /** The mean over classes by their support; of areas and average precisions over those that are not null. */
  readonly weighted: ReportedClass;
  readonly calibration: {
    /** ECE, from 0 to 1. */
    readonly expectedError: number | null;
    /** MCE, from 0 to 1. */
    readonly maximumError: number | null;
    readonly bins: readonly ReliabilityBin[];
  };
}

/**
 * All figures of a classifier at once, for pages and files. Curves, which are long, come from `rocCurve` and
 * `precisionRecallCurve`, intervals of other figures from `bootstrapInterval`.
 *
 * Precision, recall and F1 are 0 where they would divide by zero, as scikit-learn's `zero_division=0`.
 *
 * @throws ShapeError or OptionError where the predictions, `topK` or `bins` are not what they have to be
 *
 * @example
 * const predictions = { labels: Int32Array.of(0, 1), probabilities: Float32Array.of(0.9, 0.1, 0.4, 0.6), classes: 2 };
 * classificationReport(predictions).macro.f1; // 1
 */
export function classificationReport(
  predictions: Predictions,
  { topK = Math.min(5, predictions.classes), bins = 15 }: ClassificationReportOptions = {},
): ClassificationReport {
  checkPredictions('classificationReport', predictions);
  const { labels, classes } = predictions;
  const predicted = predictedClasses(predictions);
  const counts = confusionMatrix(labels, predicted, classes);
  const figures = perClass(counts);
  const ranked = figures.map((figure, index): ReportedClass => {
    const ofClass = thresholdCounts(predictions, index);
    return { ...figure, rocAuc: rocAuc(ofClass), averagePrecision: averagePrecision(ofClass) };
  });
  const hits = counts.reduce((sum, row, label) => sum + row[label]!, 0);
  const { expectedError, maximumError, bins: reliability } = calibration(predictions, bins);
  return {
    count: labels.length,
    classes,
    accuracy: orNull(accuracy(labels, predicted)),
    accuracyInterval: wilsonInterval(hits, labels.length),
    topK: topKAccuracies(predictions, topK).map((share, index) => ({
      k: index + 1,
      accuracy: orNull(share),
    })),
    logLoss: orNull(logLoss(predictions)),
    brierScore: orNull(brierScore(predictions)),
    cohenKappa: cohenKappa(counts),
    matthewsCorrelation: matthewsCorrelation(counts),
    confusion: { counts, byLabel: confusionByLabel(counts), byPrediction: confusionByPrediction(counts) },
    perClass: ranked,
    macro: { ...macroMean(figures), ...rankingMeans(ranked, () => 1) },
    weighted: { ...weightedMean(figures), ...rankingMeans(ranked, ({ support }) => support) },
    calibration: {
      expectedError: orNull(expectedError),
      maximumError: orNull(maximumError),
      bins: reliability,
    },
  };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

type Ranking = Pick<ReportedClass, 'rocAuc' | 'averagePrecision'>;

function rankingMeans(
  classes: readonly ReportedClass[],
  weightOf: (figure: ReportedClass) => number,
): Ranking {
  const mean = (name: keyof Ranking): number | null => {
    const defined = classes.filter((figure) => figure[name] !== null);
    const weights = defined.reduce((sum, figure) => sum + weightOf(figure), 0);
    return defined.length === 0
      ? null
      : defined.reduce((sum, figure) => sum + weightOf(figure) * figure[name]!, 0) / weights;
  };
  return { rocAuc: mean('rocAuc'), averagePrecision: mean('averagePrecision') };
}
