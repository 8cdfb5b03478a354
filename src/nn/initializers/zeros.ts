import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';

/** All 0. */
export const zeros = defineInitializer({
  type: 'zeros',
  options: z.strictObject({}),
  fill: (_, data) => {
    data.fill(0);
  },
});
