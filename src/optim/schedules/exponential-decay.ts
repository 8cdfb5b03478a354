import { z } from 'zod';
import { openFraction, positiveNumber } from '../../core/option-schemas.ts';
import { durationSchema, stepsOf } from '../duration.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';

/**
 * initial · factor ^ (step / every), as Keras's ExponentialDecay; `every` is one epoch where not given. With
 * `staircase` the exponent is rounded down: with `every` of one epoch this is PyTorch's ExponentialLR.
 */
export const exponentialDecaySchedule = defineSchedule({
  type: 'exponentialDecay',
  options: () =>
    z.strictObject({
      initial: positiveNumber,
      factor: openFraction,
      every: durationSchema.default({ epochs: 1 }),
      staircase: z.boolean('Expected true or false').default(false),
    }),
  value: ({ initial, factor, every, staircase }, time) => {
    const exponent = time.step / stepsOf(every, time);
    return initial * factor ** (staircase ? Math.floor(exponent) : exponent);
  },
  withHighest: (options, initial) => ({ ...options, initial }),
});

/** The schedule that falls by a factor an epoch; see `exponentialDecaySchedule`. @example exponentialDecay({ initial: 0.1, factor: 0.9 }) */
export function exponentialDecay(options: ScheduleOptions<typeof exponentialDecaySchedule>): LearningRate {
  return { type: 'exponentialDecay', ...options };
}
