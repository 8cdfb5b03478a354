import type { Dataset, Examples } from '../data/dataset.ts';
import type { EvaluationResult } from '../metrics/evaluation.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { Classifier } from './classifier.ts';
import { exportOnnx, type ExportOptions } from './export-onnx.ts';
import type { TrainingOutcome } from './training-outcome.ts';

/** A run that has ended. */
export interface TrainResult extends TrainingOutcome {
  /** Loss, accuracy, confusion matrix and predictions on further examples. */
  evaluate(examples: Examples): Promise<EvaluationResult>;
  /** The trained model as an ONNX file. */
  exportOnnx(options?: Partial<ExportOptions>): Uint8Array;
}

/** What the training thread found out, with what can be done with it. */
export function trainResult(outcome: TrainingOutcome, data: Dataset): TrainResult {
  const { model, weights, loss, penalty } = outcome;
  return {
    ...outcome,
    evaluate: async (examples) => {
      const classifier = await Classifier.compile(model, weights, cpuProvider, 1, loss, penalty);
      try {
        const evaluation = classifier.evaluate(examples);
        for (;;) {
          const { done, value } = await evaluation.next();
          if (done) return value;
        }
      } finally {
        await classifier.release();
      }
    },
    exportOnnx: (options = {}) =>
      exportOnnx(model, weights, { classNames: data.classNames, title: data.title, loss, ...options }),
  };
}
