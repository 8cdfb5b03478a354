import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';

/** All `value`. */
export const constant = defineInitializer({
  type: 'constant',
  options: z.strictObject({ value: z.number('Expected a number') }),
  fill: ({ value }, data) => {
    data.fill(value);
  },
});
