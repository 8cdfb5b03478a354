import { z } from 'zod';
import { defineInitializer } from '../initializer.ts';
import { fillScaled } from './variance-scaling.ts';

/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010); the default of Keras. */
export const glorotUniform = defineInitializer({
  type: 'glorotUniform',
  options: z.strictObject({}),
  fill: (_, ...tensor) => {
    fillScaled({ scale: 1, mode: 'fanAverage', distribution: 'uniform' }, ...tensor);
  },
});
