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

/** Something of a run that can be best. */
export interface ObjectiveMetric {
  readonly direction: Direction;
  /** Not a finite number where it is not defined. */
  measure(run: MeasuredRun): number;
}

function ofReport(
  direction: Direction,
  pick: (report: ReturnType<typeof classificationReport>) => number | null | undefined,
): ObjectiveMetric {
  return {
    direction,
    measure: ({ predictions }) => pick(classificationReport(predictions)) ?? Number.NaN,
  };
}

/** Every metric that a study can have for an objective, by name. None is of the test images, which are for the end. */
export const objectiveMetrics: Readonly<Record<string, ObjectiveMetric>> = {
  'val.accuracy': { direction: 'maximize', measure: ({ validation }) => validation.accuracy },
  'val.loss': { direction: 'minimize', measure: ({ validation }) => validation.loss },
  'val.macroF1': ofReport('maximize', ({ macro }) => macro.f1),
  'val.macroPrecision': ofReport('maximize', ({ macro }) => macro.precision),
  'val.macroRecall': ofReport('maximize', ({ macro }) => macro.recall),
  'val.rocAuc': ofReport('maximize', ({ macro }) => macro.rocAuc),
  'val.top2Accuracy': ofReport('maximize', ({ topK }) => topK[1]?.accuracy),
  'val.logLoss': ofReport('minimize', ({ logLoss }) => logLoss),
  'val.brierScore': ofReport('minimize', ({ brierScore }) => brierScore),
  'val.cohenKappa': ofReport('maximize', ({ cohenKappa }) => cohenKappa),
  'val.matthewsCorrelation': ofReport('maximize', ({ matthewsCorrelation }) => matthewsCorrelation),
  'val.calibrationError': ofReport('minimize', ({ calibration }) => calibration.expectedError),
  parameters: { direction: 'minimize', measure: ({ parameters }) => parameters },
  multiplyAdds: { direction: 'minimize', measure: ({ multiplyAdds }) => multiplyAdds },
  epochs: { direction: 'minimize', measure: ({ epochs }) => epochs },
  trainingMs: { direction: 'minimize', measure: ({ trainingMs }) => trainingMs },
};
