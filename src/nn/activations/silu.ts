import { z } from 'zod';
import { multiply } from '../../ops/multiply.ts';
import { sigmoid } from '../../ops/sigmoid.ts';
import { defineActivation } from '../activation.ts';

/** x / (1 + exp(−x)), also called swish (Elfwing et al. 2017). */
export const siluActivation = defineActivation({
  type: 'silu',
  options: z.strictObject({}),
  apply: (x) => multiply(x, sigmoid(x)),
});
