import { z } from 'zod';
import { nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { durationSchema, progressAt } from '../duration.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';

/**
 * final + (initial − final) · (1 − progress) ^ power, as Keras's PolynomialDecay and, with a final rate of 0, PyTorch's
 * PolynomialLR; linear with a power of 1. Progress is that of the run, or of `over`, after which the rate stays.
 */
export const polynomialDecaySchedule = defineSchedule({
  type: 'polynomialDecay',
  options: () =>
    z.strictObject({
      initial: positiveNumber,
      final: nonNegativeNumber.default(0),
      power: positiveNumber.default(1),
      over: durationSchema.optional(),
    }),
  value: ({ initial, final, power, over }, time) =>
    final + (initial - final) * (1 - progressAt(time, over)) ** power,
  withHighest: (options, initial) => ({ ...options, initial }),
});

/** The schedule that falls as a power of the time left; see `polynomialDecaySchedule`. @example polynomialDecay({ initial: 0.1 }) */
export function polynomialDecay(options: ScheduleOptions<typeof polynomialDecaySchedule>): LearningRate {
  return { type: 'polynomialDecay', ...options };
}
