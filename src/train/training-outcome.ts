import type { TimedEvaluation } from './evaluate-with-progress.ts';
import type { TrainingState } from './state-tensor.ts';
import type { LossSpec } from '../nn/loss.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { EpochRecord, StopCause } from '../runs/record.ts';

/** What a training run gives; plain data, for another thread. */
export interface TrainingOutcome {
  readonly name: string;
  readonly folder: string | undefined;
  readonly model: ModelSpec;
  /** What was minimised, with what it measured of the training part. */
  readonly loss: LossSpec;
  /** What the regularisers add to the loss for the weights. */
  readonly penalty: number;
  readonly parameters: number;
  readonly history: readonly EpochRecord[];
  /** What ended training, and in words. */
  readonly stopCause: StopCause;
  readonly stopReason: string;
  /** From 1. */
  readonly bestEpoch: number;
  readonly durationMs: number;
  readonly weights: TrainingState;
  readonly test: TimedEvaluation;
  /** What the best weights say of the images that were held out. */
  readonly validation: TimedEvaluation;
  /** Which of the training images those are. */
  readonly validationIndices: Int32Array;
}

/** Thrown where training ended because it was asked to. */
export class TrainingStopped extends Error {}
