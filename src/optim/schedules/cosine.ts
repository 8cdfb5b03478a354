import { z } from 'zod';
import { nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { durationSchema, progressAt } from '../duration.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';

/**
 * From the initial rate down to the final one along half a cosine, without restarts (Loshchilov and Hutter 2017), over
 * the whole run, or over `over`, after which the rate stays, as Keras's CosineDecay with a final rate of initial · alpha.
 */
export const cosineSchedule = defineSchedule({
  type: 'cosine',
  options: () =>
    z.strictObject({
      initial: positiveNumber,
      final: nonNegativeNumber.default(0),
      over: durationSchema.optional(),
    }),
  value: ({ initial, final, over }, time) => cosineBetween(initial, final, progressAt(time, over)),
  withHighest: (options, initial) => ({ ...options, initial }),
});

/** From `start` at progress 0 to `end` at progress 1 along half a cosine. */
export function cosineBetween(start: number, end: number, progress: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * progress))) / 2;
}

/** The schedule that falls along a cosine; see `cosineSchedule`. @example cosine({ initial: 1e-3 }) */
export function cosine(options: ScheduleOptions<typeof cosineSchedule>): LearningRate {
  return { type: 'cosine', ...options };
}
