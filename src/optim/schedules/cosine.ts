import { z } from 'zod';
import { nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { defineSchedule } from '../schedule.ts';

/** From the initial rate down to the final one along half a cosine, without restarts (Loshchilov and Hutter 2017). */
export const cosineSchedule = defineSchedule({
  type: 'cosine',
  options: z.strictObject({ initial: positiveNumber, final: nonNegativeNumber.default(0) }),
  value: ({ initial, final }, step, steps) =>
    cosineBetween(initial, final, steps > 1 ? step / (steps - 1) : 1),
});

/** From `start` at progress 0 to `end` at progress 1 along half a cosine. */
export function cosineBetween(start: number, end: number, progress: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * progress))) / 2;
}
