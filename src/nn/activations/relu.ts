import { z } from 'zod';
import { relu } from '../../ops/relu.ts';
import { defineActivation } from '../activation.ts';

/** max(x, 0), whose gradient at 0 is 0. */
export const reluActivation = defineActivation({
  type: 'relu',
  options: z.strictObject({}),
  apply: (x) => relu(x),
});
