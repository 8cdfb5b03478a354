import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';
import { fillScaled } from './variance-scaling.ts';

/** Normal with variance 2 / fanIn, for ReLU (He et al. 2015); not truncated, as in PyTorch. */
export const heNormal = defineInitializer({
  type: 'heNormal',
  options: z.strictObject({}),
  fill: (_, ...tensor) => {
    fillScaled({ scale: 2, mode: 'fanIn', distribution: 'normal' }, ...tensor);
  },
});
