import { describe, expect, it } from 'vitest';
import type { EpochFigures } from '../core/monitor.ts';
import {
  bestEpochOf,
  checkpointsSchema,
  epochCheckpoint,
  isEpochCheckpoint,
  topEpochs,
} from './checkpoints.ts';
import { earlyStoppingSchema } from './early-stopping.ts';

const history: EpochFigures[] = [
  [0.9, 0.5],
  [0.7, 0.6],
  [0.8, 0.8],
  [0.7, 0.8],
  [0.95, 0.7],
].map(([loss, accuracy]) => ({ train: { loss: 0, accuracy: 0 }, val: { loss: loss!, accuracy: accuracy! } }));
const keep = (options: object) => checkpointsSchema.parse(options);

describe('the best epoch', () => {
  it('is that of the validation loss, of early stopping, or of the figure that is named', () => {
    const stop = earlyStoppingSchema.parse({ monitor: 'val.accuracy' });
    expect(bestEpochOf({}, history)).toBe(2);
    expect(bestEpochOf({ stop }, history)).toBe(3);
    const checkpoints = keep({ best: { monitor: 'val.loss', mode: 'max' } });
    expect(bestEpochOf({ stop, checkpoints }, history)).toBe(5);
  });
});

describe('topEpochs', () => {
  it('are the best few, of equals the earlier', () => {
    expect(topEpochs({ checkpoints: keep({ top: 3 }) }, history)).toEqual([2, 4, 3]);
    const byAccuracy = keep({ top: 3, best: { monitor: 'val.accuracy' } });
    expect(topEpochs({ checkpoints: byAccuracy }, history)).toEqual([3, 4, 5]);
    expect(topEpochs({ checkpoints: keep({ top: 9 }) }, history.slice(0, 2))).toEqual([2, 1]);
    expect(topEpochs({}, history)).toEqual([]);
  });
});

describe('the name of an epoch’s weights', () => {
  it('is known again, whatever else is in the folder', () => {
    expect(isEpochCheckpoint(`${epochCheckpoint(12345)}.safetensors`)).toBe(true);
    for (const other of [
      'best.safetensors',
      'epoch-1.safetensors',
      'epoch-0001.txt',
      'my-epoch-0001.safetensors',
    ]) {
      expect(isEpochCheckpoint(other)).toBe(false);
    }
  });
});
