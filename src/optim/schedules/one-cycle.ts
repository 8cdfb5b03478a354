import { z } from 'zod';
import { openFraction, positiveNumber } from '../../core/option-schemas.ts';
import { progressAt } from '../duration.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';
import { cosineBetween } from './cosine.ts';

/**
 * One cycle (Smith and Topin 2018), as in fastai: from peak / 25 up to the peak over the first quarter of the steps,
 * then down to peak / 100,000, both along half a cosine. PyTorch's OneCycleLR has the same form; its final_div_factor is
 * relative to the first rate, and its rise ends one step before the share that is given.
 */
export const oneCycleSchedule = defineSchedule({
  type: 'oneCycle',
  options: () =>
    z.strictObject({
      peak: positiveNumber,
      riseFraction: openFraction.default(0.25),
      startDivisor: positiveNumber.default(25),
      endDivisor: positiveNumber.default(1e5),
    }),
  value: ({ peak, riseFraction, startDivisor, endDivisor }, time) => {
    const progress = progressAt(time, undefined);
    return progress < riseFraction
      ? cosineBetween(peak / startDivisor, peak, progress / riseFraction)
      : cosineBetween(peak, peak / endDivisor, (progress - riseFraction) / (1 - riseFraction));
  },
  withHighest: (options, peak) => ({ ...options, peak }),
});

/** The schedule that rises to `peak` and falls again; see `oneCycleSchedule`. @example oneCycle({ peak: 3e-3 }) */
export function oneCycle(options: ScheduleOptions<typeof oneCycleSchedule>): LearningRate {
  return { type: 'oneCycle', ...options };
}
