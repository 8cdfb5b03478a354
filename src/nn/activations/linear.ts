import { z } from 'zod';
import { defineActivation } from '../activation.ts';

/** x itself: no activation. */
export const linearActivation = defineActivation({
  type: 'linear',
  options: z.strictObject({}),
  apply: (x) => x,
});
