import { z } from 'zod';
import { isGain, monitored, monitorModeSchema, monitorSchema } from '../../core/monitor.ts';
import {
  nonNegativeNumber,
  openFraction,
  positiveInteger,
  positiveNumber,
} from '../../core/option-schemas.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';

/**
 * Multiplies the rate by `factor` at the epoch that makes `patience` without a gain of more than `minDelta`, as Keras's
 * ReduceLROnPlateau, whose defaults these are: factor 0.1, patience 10, an absolute `minDelta` of 1e-4. For `cooldown`
 * epochs after a reduction none is counted, and the rate never falls below `minimum`. It is worked out from the history
 * of the epochs each time, so it has nothing to remember when a run is resumed.
 */
export const reduceOnPlateauSchedule = defineSchedule({
  type: 'reduceOnPlateau',
  options: () =>
    z.strictObject({
      initial: positiveNumber,
      monitor: monitorSchema.default('val.loss'),
      mode: monitorModeSchema.default('auto'),
      factor: openFraction.default(0.1),
      patience: positiveInteger.default(10),
      minDelta: nonNegativeNumber.default(1e-4),
      cooldown: z
        .int('Expected a whole number of at least 0')
        .min(0, 'Expected a whole number of at least 0')
        .default(0),
      minimum: nonNegativeNumber.default(0),
    }),
  value: ({ initial, factor, patience, cooldown, minimum, ...watch }, { history }) => {
    let rate = initial;
    let best: number | undefined;
    let waited = 0;
    let cooling = 0;
    for (const figures of history) {
      const value = monitored(figures, watch.monitor);
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (best === undefined || isGain(watch, value, best)) {
        best = value;
        waited = 0;
      } else if (cooling === 0 && ++waited >= patience) {
        // A rate that begins below the minimum stays.
        if (rate > minimum) rate = Math.max(rate * factor, minimum);
        cooling = cooldown;
        waited = 0;
      }
    }
    return rate;
  },
  withHighest: (options, initial) => ({ ...options, initial }),
});

/** The schedule that falls where training stands still; see `reduceOnPlateauSchedule`. @example reduceOnPlateau({ initial: 1e-3, patience: 3 }) */
export function reduceOnPlateau(options: ScheduleOptions<typeof reduceOnPlateauSchedule>): LearningRate {
  return { type: 'reduceOnPlateau', ...options };
}
