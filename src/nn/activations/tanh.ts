import { z } from 'zod';
import { tanh } from '../../ops/tanh.ts';
import { defineActivation } from '../activation.ts';

/** The hyperbolic tangent. */
export const tanhActivation = defineActivation({
  type: 'tanh',
  options: z.strictObject({}),
  apply: (x) => tanh(x),
});
