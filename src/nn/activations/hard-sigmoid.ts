import { z } from 'zod';
import { hardSigmoid } from '../../ops/hard-sigmoid.ts';
import { defineActivation } from '../activation.ts';

/** min(max(x + 3, 0), 6) / 6, as in PyTorch and Keras 3. */
export const hardSigmoidActivation = defineActivation({
  type: 'hardSigmoid',
  options: z.strictObject({}),
  apply: (x) => hardSigmoid(x),
});
