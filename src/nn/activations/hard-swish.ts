import { z } from 'zod';
import { hardSigmoid } from '../../ops/hard-sigmoid.ts';
import { multiply } from '../../ops/multiply.ts';
import { defineActivation } from '../activation.ts';

/** x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019). */
export const hardSwishActivation = defineActivation({
  type: 'hardSwish',
  options: z.strictObject({}),
  apply: (x) => multiply(x, hardSigmoid(x)),
});
