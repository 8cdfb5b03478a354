import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';
import { fillScaled } from './variance-scaling.ts';

/** Uniform in ±√(6 / fanIn), for ReLU (He et al. 2015). */
export const heUniform = defineInitializer({
  type: 'heUniform',
  options: z.strictObject({}),
  fill: (_, ...tensor) => {
    fillScaled({ scale: 2, mode: 'fanIn', distribution: 'uniform' }, ...tensor);
  },
});
