import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';
import { fillScaled } from './variance-scaling.ts';

/** Normal with variance 1 / fanIn (LeCun et al. 1998), for SELU; not truncated. */
export const lecunNormal = defineInitializer({
  type: 'lecunNormal',
  options: z.strictObject({}),
  fill: (_, ...tensor) => {
    fillScaled({ scale: 1, mode: 'fanIn', distribution: 'normal' }, ...tensor);
  },
});
