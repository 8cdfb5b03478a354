import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';
import { fillScaled } from './variance-scaling.ts';

/** Uniform in ±√(3 / fanIn) (LeCun et al. 1998). */
export const lecunUniform = defineInitializer({
  type: 'lecunUniform',
  options: z.strictObject({}),
  fill: (_, ...tensor) => {
    fillScaled({ scale: 1, mode: 'fanIn', distribution: 'uniform' }, ...tensor);
  },
});
