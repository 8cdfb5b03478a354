import { z } from 'zod';
import { openFraction, positiveNumber } from '../../core/option-schemas.ts';
import { defineSchedule } from '../schedule.ts';
import { cosineBetween } from './cosine.ts';

/**
 * One cycle (Smith and Topin 2018), as in fastai: from peak / 25 up to the peak over the first quarter of the steps,
 * then down to peak / 100,000, both along half a cosine.
 */
export const oneCycleSchedule = defineSchedule({
  type: 'oneCycle',
  options: z.strictObject({
    peak: positiveNumber,
    riseFraction: openFraction.default(0.25),
    startDivisor: positiveNumber.default(25),
    endDivisor: positiveNumber.default(1e5),
  }),
  value: ({ peak, riseFraction, startDivisor, endDivisor }, step, steps) => {
    const progress = steps > 1 ? step / (steps - 1) : 1;
    return progress < riseFraction
      ? cosineBetween(peak / startDivisor, peak, progress / riseFraction)
      : cosineBetween(peak, peak / endDivisor, (progress - riseFraction) / (1 - riseFraction));
  },
});
