import { z } from 'zod';
import { sigmoid } from '../../ops/sigmoid.ts';
import { defineActivation } from '../activation.ts';

/** 1 / (1 + exp(−x)). */
export const sigmoidActivation = defineActivation({
  type: 'sigmoid',
  options: z.strictObject({}),
  apply: (x) => sigmoid(x),
});
