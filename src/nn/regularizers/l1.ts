import type { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { relu } from '../../ops/relu.ts';
import { defineRegularizer, regularizerOptions, type RegularizerSpec } from '../regularizer.ts';

/** Adds factor · Σ |w| to the loss, as Keras's L1; its gradient is 0 where a weight is 0. */
export const l1Regularizer = defineRegularizer({
  type: 'l1',
  options: regularizerOptions.extend({ factor: positiveNumber }),
  penalty: {
    build: ({ factor }, parameter) => multiply(add(relu(parameter), relu(multiply(parameter, -1))), factor),
    ofElement: ({ factor }, element) => factor * Math.abs(element),
  },
});

/** Absolute weights in the loss; see `l1Regularizer`. @example l1({ factor: 1e-5 }) */
export function l1(options: z.input<typeof l1Regularizer.options>): RegularizerSpec {
  return { type: 'l1', ...options };
}
