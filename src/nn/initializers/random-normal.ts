import { z } from 'zod';
import { nonNegativeNumber } from '../../core/option-schemas.ts';
import { defineInitializer } from '../initializer.ts';

/** Normal with a mean and a standard deviation; the defaults are those of Keras. */
export const randomNormal = defineInitializer({
  type: 'randomNormal',
  options: z.strictObject({
    mean: z.number('Expected a number').default(0),
    stddev: nonNegativeNumber.default(0.05),
  }),
  fill: ({ mean, stddev }, data, _, stream) => {
    for (let index = 0; index < data.length; index++) data[index] = mean + stddev * stream.normal();
  },
});
