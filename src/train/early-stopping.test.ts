import { describe, expect, it } from 'vitest';
import { earlyStopping, earlyStoppingSchema, isGain, monitored, monitors } from './early-stopping.ts';

const record = { train: { loss: 1, accuracy: 0.5 }, val: { loss: 2, accuracy: 0.25 } };

describe('earlyStopping', () => {
  it('has the defaults that it says it has', () => {
    expect(earlyStoppingSchema.parse(earlyStopping())).toEqual({
      monitor: 'val.loss',
      patience: 3,
      minDelta: 0,
      restoreBest: true,
    });
  });

  it('reads the figure that it watches', () => {
    expect(monitors.map((monitor) => monitored(record, monitor))).toEqual([2, 0.25, 1, 0.5]);
  });

  it.each([
    ['val.loss', 0.9, 1, 0, true],
    ['val.loss', 1, 1, 0, false],
    ['val.loss', 1.1, 1, 0, false],
    ['val.loss', 0.75, 1, 0.25, false],
    ['val.loss', 0.7, 1, 0.25, true],
    ['train.accuracy', 0.6, 0.5, 0, true],
    ['train.accuracy', 0.5, 0.5, 0, false],
    ['val.accuracy', 0.75, 0.5, 0.25, false],
    ['val.accuracy', 0.8, 0.5, 0.25, true],
  ] as const)(
    '%s of %f after %f with a minDelta of %f: a gain is %s',
    (monitor, value, best, minDelta, gain) => {
      expect(isGain(monitor, value, best, minDelta)).toBe(gain);
    },
  );
});
