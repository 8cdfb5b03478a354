import { z } from 'zod';
import { openFraction, positiveInteger, positiveNumber } from '../../core/option-schemas.ts';
import { durationSchema, stepsOf } from '../duration.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions, type ScheduleTime } from '../schedule.ts';

const increasing = (numbers: readonly number[]) => numbers.every((n, i) => i === 0 || n > numbers[i - 1]!);

const list = <T extends z.ZodType<number>>(number: T) =>
  z.array(number).min(1, 'Expected at least one number').refine(increasing, 'Expected rising numbers');

const milestonesSchema = z.union(
  [
    z.strictObject({ steps: list(positiveInteger) }),
    z.strictObject({ epochs: list(positiveInteger) }),
    z.strictObject({ fractions: list(openFraction) }),
  ],
  'Expected { "epochs": [30, 60] }, { "steps": [500, 900] } or { "fractions": [0.5, 0.75] }',
);

/**
 * Multiplied by `factor` after each stretch of `every`, as PyTorch's StepLR, or at each of the points `at`, as its
 * MultiStepLR; a number of epochs or steps is how many have been done at the first lower step. Give one of the two.
 */
export const stepDecaySchedule = defineSchedule({
  type: 'stepDecay',
  options: () =>
    z
      .strictObject({
        initial: positiveNumber,
        factor: openFraction.default(0.1),
        every: durationSchema.optional(),
        at: milestonesSchema.optional(),
      })
      .refine(({ every, at }) => (every === undefined) !== (at === undefined), {
        path: ['every'],
        message: 'Expected either every or at',
      }),
  value: ({ initial, factor, every, at }, time) => {
    const drops = every
      ? Math.floor(time.step / stepsOf(every, time))
      : milestoneSteps(at!, time).filter((step) => step <= time.step).length;
    return initial * factor ** drops;
  },
  withHighest: (options, initial) => ({ ...options, initial }),
});

function milestoneSteps(
  at: z.output<typeof milestonesSchema>,
  { steps, stepsPerEpoch }: ScheduleTime,
): number[] {
  if ('steps' in at) return at.steps;
  if ('epochs' in at) return at.epochs.map((epoch) => epoch * stepsPerEpoch);
  return at.fractions.map((fraction) => Math.round(fraction * steps));
}

/** The schedule that falls in steps; see `stepDecaySchedule`. @example stepDecay({ initial: 0.1, every: { epochs: 30 } }) */
export function stepDecay(options: ScheduleOptions<typeof stepDecaySchedule>): LearningRate {
  return { type: 'stepDecay', ...options };
}
