import type { TrainingState } from './state-tensor.ts';
import type { EvaluationResult } from '../metrics/evaluation.ts';
import type { LossSpec } from '../nn/loss.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { Provider } from '../runtime/provider.ts';
import { Classifier, type EvaluationExamples } from './classifier.ts';
import type { TrainProgress } from './events.ts';

/** A model, what it is evaluated by, and where. */
export interface EvaluationSetting {
  readonly model: ModelSpec;
  readonly loss: LossSpec;
  /** What regularisers add to the loss for the weights. */
  readonly penalty: number;
  readonly provider: Provider;
  readonly threads: number;
}

/** Figures, and how long they took without compiling the model. */
export type TimedEvaluation = EvaluationResult & { readonly durationMs: number };

/** Evaluates weights on examples, and tells how many are done after each batch. */
export async function* evaluateWithProgress(
  { model, loss, penalty, provider, threads }: EvaluationSetting,
  weights: TrainingState,
  examples: EvaluationExamples,
  purpose: 'validation' | 'test',
): AsyncGenerator<Extract<TrainProgress, { readonly type: 'evaluation' }>, TimedEvaluation> {
  const total = examples.indices?.length ?? examples.labels.length;
  const classifier = await Classifier.compile(model, weights, provider, threads, loss, penalty);
  try {
    const evaluation = classifier.evaluate(examples);
    let durationMs = 0;
    for (;;) {
      const begin = performance.now();
      const { done, value } = await evaluation.next();
      durationMs += performance.now() - begin;
      if (done) return { ...value, durationMs };
      yield { type: 'evaluation', purpose, done: value, total };
    }
  } finally {
    await classifier.release();
  }
}
