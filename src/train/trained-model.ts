import type { LossSpec } from '../nn/loss.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { TrainingState } from './state-tensor.ts';

/** A model with the weights that training gave it. */
export interface TrainedModel {
  /** With what scales its pixels. */
  readonly model: ModelSpec;
  /** Parameters and running statistics by name. */
  readonly weights: TrainingState;
  /** What it was trained with, which says how its logits become probabilities. */
  readonly loss: LossSpec;
}
