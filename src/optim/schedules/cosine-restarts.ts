import { z } from 'zod';
import { nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { durationSchema, stepsOf } from '../duration.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';
import { cosineBetween } from './cosine.ts';

const atLeastOne = z.number('Expected a number of at least 1').min(1, 'Expected a number of at least 1');

/**
 * Cosines that start again (SGDR, Loshchilov and Hutter 2017): the first falls from the initial rate to the final one
 * over `first`; each further one lasts `lengthFactor` times as long as the one before and starts `peakFactor` times as
 * far above the final rate. Keras's CosineDecayRestarts (t_mul 2, m_mul 1 by default; final = initial · alpha); with a
 * `lengthFactor` of 1 and `first` in steps, PyTorch's CosineAnnealingWarmRestarts stepped every step.
 */
export const cosineRestartsSchedule = defineSchedule({
  type: 'cosineRestarts',
  options: () =>
    z.strictObject({
      initial: positiveNumber,
      final: nonNegativeNumber.default(0),
      first: durationSchema,
      lengthFactor: atLeastOne.default(2),
      peakFactor: positiveNumber.default(1),
    }),
  value: ({ initial, final, first, lengthFactor, peakFactor }, time) => {
    let { step } = time;
    let length = stepsOf(first, time);
    let height = initial - final;
    while (step >= length) {
      step -= length;
      length *= lengthFactor;
      height *= peakFactor;
    }
    return cosineBetween(final + height, final, step / length);
  },
  withHighest: (options, initial) => ({ ...options, initial }),
});

/** The schedule of cosines that start again; see `cosineRestartsSchedule`. @example cosineRestarts({ initial: 0.1, first: { epochs: 2 } }) */
export function cosineRestarts(options: ScheduleOptions<typeof cosineRestartsSchedule>): LearningRate {
  return { type: 'cosineRestarts', ...options };
}
