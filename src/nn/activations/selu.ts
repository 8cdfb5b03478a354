import { z } from 'zod';
import { elu } from '../../ops/elu.ts';
import { multiply } from '../../ops/multiply.ts';
import { defineActivation } from '../activation.ts';

const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

/** A scaled ELU that keeps mean 0 and variance 1 (Klambauer et al. 2017); for `lecunNormal` weights. */
export const seluActivation = defineActivation({
  type: 'selu',
  options: z.strictObject({}),
  apply: (x) => multiply(elu(x, ALPHA), SCALE),
});
