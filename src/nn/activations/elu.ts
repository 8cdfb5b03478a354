import { z } from 'zod';
import { nonNegativeNumber } from '../../core/option-schemas.ts';
import { elu } from '../../ops/elu.ts';
import { defineActivation } from '../activation.ts';

/** x where it is positive, else `alpha` · (exp(x) − 1) (Clevert et al. 2015). Alpha is 1, as in PyTorch and Keras. */
export const eluActivation = defineActivation({
  type: 'elu',
  options: z.strictObject({ alpha: nonNegativeNumber.default(1) }),
  apply: (x, { alpha }) => elu(x, alpha),
});
