import { describe, expect, it } from 'vitest';
import type { EpochFigures } from '../core/monitor.ts';
import { earlyStopping, earlyStoppingSchema, followEpochs, stoppingReason } from './early-stopping.ts';

const epochs = (values: readonly number[]): EpochFigures[] =>
  values.map((value) => {
    const figures = { loss: value, accuracy: value };
    return { train: figures, val: figures };
  });

const follow = (options: Parameters<typeof earlyStopping>[0], values: readonly number[]) =>
  followEpochs(earlyStoppingSchema.parse(earlyStopping(options)), epochs(values));

/** After how many epochs it stops. */
const stopsAt = (options: Parameters<typeof earlyStopping>[0], values: readonly number[]) =>
  values.findIndex((_, index) => follow(options, values.slice(0, index + 1)).stop) + 1;

describe('earlyStopping', () => {
  it('has the defaults that it says it has', () => {
    expect(earlyStoppingSchema.parse(earlyStopping())).toEqual({
      monitor: 'val.loss',
      mode: 'auto',
      patience: 3,
      minDelta: 0,
      startFromEpoch: 0,
      restoreBest: true,
    });
  });

  // What keras.callbacks.EarlyStopping 3.15 does with the same figures; 0 is never.
  it.each([
    [{ patience: 2 }, [1, 0.9, 0.95, 0.92, 0.5], 4, 2],
    [{ patience: 3 }, [1, 0.9, 0.95, 0.92, 0.5], 0, 5],
    [{ patience: 2, minDelta: 0.2 }, [1, 0.9, 0.85, 0.7], 3, 1],
    [{ patience: 2, mode: 'max' }, [1, 0.9, 0.95, 0.92], 3, 1],
    [{ patience: 2, monitor: 'val.accuracy' }, [0.5, 0.6, 0.55, 0.6, 0.7], 4, 2],
    [{ patience: 2, startFromEpoch: 3 }, [1, 2, 3, 4, 5, 6], 6, 4],
    [{ patience: 2, startFromEpoch: 9 }, [1, 2, 3], 0, 3],
    [{ patience: 2, baseline: 0.5 }, [1, 0.9, 0.95, 0.4], 3, 2],
    [{ patience: 2, baseline: 0.5 }, [1, 0.9, 0.8, 0.4, 0.45, 0.41], 6, 4],
    [{ patience: 1 }, [1, 1], 2, 1],
  ] as const)('%j of %j stops after epoch %i, best %i', (options, values, expected, best) => {
    expect(stopsAt(options, values)).toBe(expected);
    expect(follow(options, expected === 0 ? values : values.slice(0, expected)).bestEpoch).toBe(best);
  });

  it('says why', () => {
    const options = earlyStoppingSchema.parse({ patience: 1 });
    const state = followEpochs(options, epochs([1, 2]));
    expect(stoppingReason(options, state)).toBe(
      'val.loss has not become better for 1 epoch (best in epoch 1)',
    );
  });

  it('has no best epoch before the first', () => {
    expect(follow({}, [])).toEqual({ bestEpoch: 0, waited: 0, stop: false });
  });
});
