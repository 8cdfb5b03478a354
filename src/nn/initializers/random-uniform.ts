import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';

/** Uniform in [minval, maxval); the names and the defaults are those of Keras. */
export const randomUniform = defineInitializer({
  type: 'randomUniform',
  options: z
    .strictObject({
      minval: z.number('Expected a number').default(-0.05),
      maxval: z.number('Expected a number').default(0.05),
    })
    .refine(({ minval, maxval }) => minval < maxval, {
      message: 'Expected a maxval above minval',
      path: ['maxval'],
    }),
  fill: ({ minval, maxval }, data, _, stream) => {
    for (let index = 0; index < data.length; index++) data[index] = stream.uniform(minval, maxval);
  },
});
