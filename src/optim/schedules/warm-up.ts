import { z } from 'zod';
import { openFraction, positiveInteger } from '../../core/option-schemas.ts';
import { stepsOf, type Duration } from '../duration.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';

/**
 * Rises on a straight line to the first rate of another schedule, which then begins, with the steps that are left:
 * PyTorch's LinearLR and SequentialLR. The first step has `startFactor` of that rate (0 where not given, as in Keras's
 * CosineDecay); the step after the warm-up has all of it. Give one of `steps`, `epochs` and `fraction` (of the run).
 */
export const warmUpSchedule = defineSchedule({
  type: 'warmUp',
  options: (learningRate) =>
    z
      .strictObject({
        steps: positiveInteger.optional(),
        epochs: positiveInteger.optional(),
        fraction: openFraction.optional(),
        startFactor: z
          .number('Expected a number from 0 to 1')
          .min(0, 'Expected a number from 0 to 1')
          .max(1, 'Expected a number from 0 to 1')
          .default(0),
        then: learningRate,
      })
      .refine(
        ({ steps, epochs, fraction }) =>
          [steps, epochs, fraction].filter((length) => length !== undefined).length === 1,
        { path: ['steps'], message: 'Expected one of steps, epochs and fraction' },
      ),
  value: ({ startFactor, then, ...length }, time, rateAt) => {
    const rise = stepsOf(durationOf(length), time);
    const rest = { ...time, step: Math.max(0, time.step - rise), steps: Math.max(1, time.steps - rise) };
    const rate = rateAt(then, rest);
    return time.step < rise ? rate * (startFactor + ((1 - startFactor) * time.step) / rise) : rate;
  },
  withHighest: (options, rate, withHighest) => ({ ...options, then: withHighest(options.then, rate) }),
});

function durationOf(length: {
  readonly steps?: number | undefined;
  readonly epochs?: number | undefined;
  readonly fraction?: number | undefined;
}): Duration {
  const { steps, epochs, fraction } = length;
  if (steps !== undefined) return { steps };
  return epochs === undefined ? { fraction: fraction! } : { epochs };
}

/** A linear warm-up before another schedule; see `warmUpSchedule`. @example warmUp({ epochs: 1, then: cosine({ initial: 0.1 }) }) */
export function warmUp(options: ScheduleOptions<typeof warmUpSchedule>): LearningRate {
  return { type: 'warmUp', ...options };
}
