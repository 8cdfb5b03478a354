import { z } from 'zod';
import { nonNegativeNumber } from '../../core/option-schemas.ts';
import { leakyRelu } from '../../ops/leaky-relu.ts';
import { defineActivation } from '../activation.ts';

/** x where it is positive, else `negativeSlope` · x (Maas et al. 2013). The slope is 0.01 as in PyTorch; in Keras 0.3. */
export const leakyReluActivation = defineActivation({
  type: 'leakyRelu',
  options: z.strictObject({ negativeSlope: nonNegativeNumber.default(0.01) }),
  apply: (x, { negativeSlope }) => leakyRelu(x, negativeSlope),
});
