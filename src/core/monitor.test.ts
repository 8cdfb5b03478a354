import { describe, expect, it } from 'vitest';
import { isGain, monitored, monitors } from './monitor.ts';

const figures = { train: { loss: 1, accuracy: 0.5 }, val: { loss: 2, accuracy: 0.25 } };

describe('monitored', () => {
  it('reads the figure that is watched', () => {
    expect(monitors.map((monitor) => monitored(figures, monitor))).toEqual([2, 0.25, 1, 0.5]);
  });
});

describe('isGain', () => {
  it.each([
    ['val.loss', 'auto', 0.9, 1, 0, true],
    ['val.loss', 'auto', 1, 1, 0, false],
    ['val.loss', 'auto', 1.1, 1, 0, false],
    ['val.loss', 'auto', 0.75, 1, 0.25, false],
    ['val.loss', 'auto', 0.7, 1, 0.25, true],
    ['train.accuracy', 'auto', 0.6, 0.5, 0, true],
    ['train.accuracy', 'auto', 0.5, 0.5, 0, false],
    ['val.accuracy', 'auto', 0.75, 0.5, 0.25, false],
    ['val.accuracy', 'auto', 0.8, 0.5, 0.25, true],
    ['val.accuracy', 'min', 0.4, 0.5, 0, true],
    ['val.loss', 'max', 0.4, 0.5, 0, false],
    ['val.loss', 'max', 0.6, 0.5, 0, true],
  ] as const)(
    '%s (%s) of %f after %f with a minDelta of %f: %s',
    (monitor, mode, value, best, minDelta, gain) => {
      expect(isGain({ monitor, mode, minDelta }, value, best)).toBe(gain);
    },
  );
});
