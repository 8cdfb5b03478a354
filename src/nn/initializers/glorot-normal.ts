import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';
import { fillScaled } from './variance-scaling.ts';

/** Normal with variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010); not truncated, as in PyTorch. */
export const glorotNormal = defineInitializer({
  type: 'glorotNormal',
  options: z.strictObject({}),
  fill: (_, ...tensor) => {
    fillScaled({ scale: 1, mode: 'fanAverage', distribution: 'normal' }, ...tensor);
  },
});
