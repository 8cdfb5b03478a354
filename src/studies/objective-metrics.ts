import type { Predictions } from '../metrics/predictions.ts';
import { classificationReport } from '../metrics/classification-report.ts';
import type { Direction } from '../tune/trial.ts';

/** A run as objectives see it. */
export interface MeasuredRun {
  readonly validation: { readonly loss: number; readonly accuracy: number };
  /** What the best weights say of the images that were held out. */
  readonly predictions: Predictions;
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly epochs: number;
  readonly trainingMs: number;
}

/** How a metric is called and written. */
export interface MetricWords {
  readonly title: string;
  /** `images`: a share of the images that were held out, so that their number gives it an interval; `share`: any other. */
  readonly kind?: 'images' | 'share';
  readonly unit?: string;
}

/** Something of a run that can be best. */
export interface ObjectiveMetric extends MetricWords {
  readonly direction: Direction;
  /** Not a finite number where it is not defined. */
  measure(run: MeasuredRun): number;
}

function ofReport(
  words: MetricWords,
  direction: Direction,
  pick: (report: ReturnType<typeof classificationReport>) => number | null | undefined,
): ObjectiveMetric {
  return {
    ...words,
    direction,
    measure: ({ predictions }) => pick(classificationReport(predictions)) ?? Number.NaN,
  };
}

function validation(figure: string, kind?: MetricWords['kind']): MetricWords {
  return { title: `validation ${figure}`, ...(kind === undefined ? {} : { kind }) };
}

/** Every metric that a study can have for an objective, by name. None is of the test images, which are for the end. */
export const objectiveMetrics: Readonly<Record<string, ObjectiveMetric>> = {
  'val.accuracy': {
    title: 'validation accuracy',
    kind: 'images',
    direction: 'maximize',
    measure: ({ validation }) => validation.accuracy,
  },
  'val.loss': {
    title: 'validation loss',
    direction: 'minimize',
    measure: ({ validation }) => validation.loss,
  },
  'val.macroF1': ofReport(validation('macro F1', 'share'), 'maximize', ({ macro }) => macro.f1),
  'val.macroPrecision': ofReport(
    validation('macro precision', 'share'),
    'maximize',
    ({ macro }) => macro.precision,
  ),
  'val.macroRecall': ofReport(validation('macro recall', 'share'), 'maximize', ({ macro }) => macro.recall),
  'val.rocAuc': ofReport(validation('ROC AUC'), 'maximize', ({ macro }) => macro.rocAuc),
  'val.top2Accuracy': ofReport(
    validation('top-2 accuracy', 'images'),
    'maximize',
    ({ topK }) => topK[1]?.accuracy,
  ),
  'val.logLoss': ofReport(validation('log-loss'), 'minimize', ({ logLoss }) => logLoss),
  'val.brierScore': ofReport(validation('Brier score'), 'minimize', ({ brierScore }) => brierScore),
  'val.cohenKappa': ofReport(validation('Cohen’s kappa'), 'maximize', ({ cohenKappa }) => cohenKappa),
  'val.matthewsCorrelation': ofReport(
    validation('Matthews correlation'),
    'maximize',
    ({ matthewsCorrelation }) => matthewsCorrelation,
  ),
  'val.calibrationError': ofReport(
    validation('calibration error', 'share'),
    'minimize',
    ({ calibration }) => calibration.expectedError,
  ),
  parameters: { title: 'parameters', direction: 'minimize', measure: ({ parameters }) => parameters },
  multiplyAdds: {
    title: 'multiply-adds',
    direction: 'minimize',
    measure: ({ multiplyAdds }) => multiplyAdds,
  },
  epochs: { title: 'epochs', direction: 'minimize', measure: ({ epochs }) => epochs },
  trainingMs: {
    title: 'training time',
    unit: 'ms',
    direction: 'minimize',
    measure: ({ trainingMs }) => trainingMs,
  },
};

/** What pruners go by besides. */
const MONITORED: Readonly<Record<string, MetricWords>> = {
  'train.accuracy': { title: 'training accuracy', kind: 'share' },
  'train.loss': { title: 'training loss' },
};

/** How a metric is called and written; one that is not known by its name alone. */
export function metricWords(metric: string): MetricWords {
  if (Object.hasOwn(objectiveMetrics, metric)) return objectiveMetrics[metric]!;
  return Object.hasOwn(MONITORED, metric) ? MONITORED[metric]! : { title: metric };
}
