import { z } from 'zod';
import { nonNegativeNumber } from '../core/option-schemas.ts';
import { averageSchema } from './averages/index.ts';
import { clippingSchema } from './clipping.ts';
import { lookaheadSchema } from './lookahead.ts';
import { parameterGroupSchema } from './parameter-groups.ts';

/** What every optimiser takes besides its own options and the learning rate. */
export const updateOptionsSchema = z.object({
  /**
   * Every step first shrinks kernels by learningRate · weightDecay, apart from the gradient (Loshchilov and Hutter 2019),
   * as in every optimiser of Keras; biases and what norms scale by do not shrink unless a group of theirs says so.
   */
  weightDecay: nonNegativeNumber.optional(),
  clip: clippingSchema.optional(),
  lookahead: lookaheadSchema.optional(),
  average: averageSchema.optional(),
  groups: z.array(parameterGroupSchema, 'Expected a list of parameter groups').optional(),
});

export type UpdateOptions = z.output<typeof updateOptionsSchema>;
