import { z } from 'zod';
import { clip } from '../../ops/clip.ts';
import { defineActivation } from '../activation.ts';

/** min(max(x, 0), 6) (Krizhevsky 2010), as in MobileNet; its gradient is 0 at 0 and at 6. */
export const relu6Activation = defineActivation({
  type: 'relu6',
  options: z.strictObject({}),
  apply: (x) => clip(x, { low: 0, high: 6 }),
});
