import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';

/** All 1. */
export const ones = defineInitializer({
  type: 'ones',
  options: z.strictObject({}),
  fill: (_, data) => {
    data.fill(1);
  },
});
