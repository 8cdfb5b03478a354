import type { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { multiply } from '../../ops/multiply.ts';
import { defineRegularizer, regularizerOptions, type RegularizerSpec } from '../regularizer.ts';

/**
 * Adds factor · Σ w² to the loss, as Keras's L2: its gradient is 2 · factor · w. It is not the weight decay of an
 * optimiser, which leaves the loss alone.
 */
export const l2Regularizer = defineRegularizer({
  type: 'l2',
  options: regularizerOptions.extend({ factor: positiveNumber }),
  penalty: {
    build: ({ factor }, parameter) => multiply(multiply(parameter, parameter), factor),
    ofElement: ({ factor }, element) => factor * element * element,
  },
});

/** Squared weights in the loss; see `l2Regularizer`. @example l2({ factor: 1e-4, parameters: 'conv*.kernel' }) */
export function l2(options: z.input<typeof l2Regularizer.options>): RegularizerSpec {
  return { type: 'l2', ...options };
}
