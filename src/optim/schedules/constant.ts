import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { defineSchedule, type LearningRate, type ScheduleOptions } from '../schedule.ts';

/** The same rate in every step; a plain number means the same. */
export const constantSchedule = defineSchedule({
  type: 'constant',
  options: () => z.strictObject({ rate: positiveNumber }),
  value: ({ rate }) => rate,
  withHighest: (_, rate) => ({ rate }),
});

/** The schedule that stays; see `constantSchedule`. @example constant({ rate: 1e-3 }) */
export function constant(options: ScheduleOptions<typeof constantSchedule>): LearningRate {
  return { type: 'constant', ...options };
}
