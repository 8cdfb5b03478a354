import { z } from 'zod';
import { nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { defineOptimizer, optimizerSpec, type OptimizerOptions, type OptimizerSpec } from '../optimizer.ts';

/**
 * Adagrad (Duchi, Hazan and Singer 2011) as in PyTorch: learning rate 0.01, an epsilon of 1e-10 added to the root of the
 * sum of squared gradients, which begins at `initialAccumulator`, 0 (Keras: 0.1).
 */
export const adagradOptimizer = defineOptimizer({
  type: 'adagrad',
  defaults: { learningRate: 0.01, weightDecay: 0 },
  options: z.strictObject({
    initialAccumulator: nonNegativeNumber.default(0),
    epsilon: positiveNumber.default(1e-10),
  }),
  slots: ({ initialAccumulator }) => ({ sum: initialAccumulator }),
  scalars: (_, __, learningRate) => ({ learningRate }),
  update: ({ epsilon }, { gradient, slots, scalars }) => {
    const sum = add(slots['sum']!, multiply(gradient, gradient));
    const root = add(squareRoot(sum), epsilon);
    return { change: divide(multiply(gradient, scalars['learningRate']!), root), slots: { sum } };
  },
});

/** Adagrad; see `adagradOptimizer`. @example adagrad({ learningRate: 0.01 }) */
export function adagrad(options: OptimizerOptions<typeof adagradOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(adagradOptimizer, options);
}
