import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { multiply } from '../../ops/multiply.ts';
import { softplus } from '../../ops/softplus.ts';
import { defineActivation } from '../activation.ts';

/** log(1 + exp(`beta` · x)) / `beta`, without overflow. Beta is 1, as in PyTorch; Keras has no such option. */
export const softplusActivation = defineActivation({
  type: 'softplus',
  options: z.strictObject({ beta: positiveNumber.default(1) }),
  apply: (x, { beta }) => (beta === 1 ? softplus(x) : multiply(softplus(multiply(x, beta)), 1 / beta)),
});
