import type { TrainProgress } from './events.ts';
import type { TrainerProgress } from './snapshot.ts';

/** What a run consists of. */
export interface RunSize {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
}

/** How long the latest full step, where there was one, and the latest evaluation took. */
export interface LatestTimes {
  readonly stepMs: number | undefined;
  readonly evaluationMs: number;
}

/** What is told after some steps: the figures of the epoch so far, and an estimate of the time that is left. */
export function progressEvent(
  { epoch, stepInEpoch, lossSum, correct, examples, epochDurationMs }: TrainerProgress,
  { epochs, stepsPerEpoch, batchSize }: RunSize,
  latest: LatestTimes,
): TrainProgress {
  // Data smaller than a batch have no full step.
  const { stepMs, images } =
    latest.stepMs === undefined
      ? { stepMs: epochDurationMs / stepInEpoch, images: examples / stepInEpoch }
      : { stepMs: latest.stepMs, images: batchSize };
  const stepsLeft = (epochs - epoch) * stepsPerEpoch - stepInEpoch;
  return {
    type: 'progress',
    epoch: epoch + 1,
    epochs,
    step: stepInEpoch,
    stepsPerEpoch,
    loss: lossSum / examples,
    accuracy: correct / examples,
    imagesPerSecond: (1000 * images) / stepMs,
    remainingMs: stepMs * stepsLeft + latest.evaluationMs * (epochs - epoch),
  };
}
