import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { defineInitializer } from '../initializer.ts';

/**
 * Normal, but numbers more than two `stddev` from the mean are drawn again, as in Keras: so the standard deviation of
 * what comes out is 0.88 `stddev`.
 */
export const truncatedNormal = defineInitializer({
  type: 'truncatedNormal',
  options: z.strictObject({
    mean: z.number('Expected a number').default(0),
    stddev: positiveNumber.default(0.05),
  }),
  fill: ({ mean, stddev }, data, _, stream) => {
    for (let index = 0; index < data.length; index++) {
      let drawn = stream.normal();
      while (Math.abs(drawn) > 2) drawn = stream.normal();
      data[index] = mean + stddev * drawn;
    }
  },
});
