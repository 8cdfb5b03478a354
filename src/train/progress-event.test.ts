import { describe, expect, it } from 'vitest';
import { progressEvent } from './progress-event.ts';
import { startProgress } from './snapshot.ts';

const size = { epochs: 3, stepsPerEpoch: 10, batchSize: 32 };

describe('progressEvent', () => {
  const progress = {
    ...startProgress(),
    epoch: 1,
    stepInEpoch: 4,
    lossSum: 64,
    correct: 96,
    examples: 128,
    epochDurationMs: 500,
  };

  it('tells the figures of the epoch so far, the latest rate and the time left', () => {
    expect(progressEvent(progress, size, { stepMs: 100, evaluationMs: 1000 })).toEqual({
      type: 'progress',
      epoch: 2,
      epochs: 3,
      step: 4,
      stepsPerEpoch: 10,
      loss: 0.5,
      accuracy: 0.75,
      imagesPerSecond: 320,
      // 6 steps of this epoch, 10 of the next, and the evaluations of both.
      remainingMs: 16 * 100 + 2 * 1000,
    });
  });

  it('counts the images there are where data are smaller than a batch', () => {
    const small = { ...progress, epoch: 0, stepInEpoch: 1, examples: 20, epochDurationMs: 200 };
    const event = progressEvent(small, { ...size, stepsPerEpoch: 1 }, { stepMs: undefined, evaluationMs: 0 });
    expect(event).toMatchObject({ imagesPerSecond: 100, remainingMs: 2 * 200 });
  });
});
