import { z } from 'zod';
import { fractionBelowOne, positiveNumber } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { defineOptimizer, optimizerSpec, type OptimizerOptions, type OptimizerSpec } from '../optimizer.ts';

/**
 * Adadelta (Zeiler 2012) as in PyTorch: learning rate 1, rho 0.9, and an epsilon of 1e-6 added to the mean squares
 * before their roots (Keras: 0.001, 0.95 and 1e-7).
 */
export const adadeltaOptimizer = defineOptimizer({
  type: 'adadelta',
  defaults: { learningRate: 1, weightDecay: 0 },
  options: z.strictObject({
    rho: fractionBelowOne.default(0.9),
    epsilon: positiveNumber.default(1e-6),
  }),
  slots: () => ({ square: 0, changeSquare: 0 }),
  scalars: (_, __, learningRate) => ({ learningRate }),
  update: ({ rho, epsilon }, { gradient, slots, scalars }) => {
    const square = add(multiply(slots['square']!, rho), multiply(multiply(gradient, gradient), 1 - rho));
    const ratio = divide(squareRoot(add(slots['changeSquare']!, epsilon)), squareRoot(add(square, epsilon)));
    const step = multiply(gradient, ratio);
    const changeSquare = add(multiply(slots['changeSquare']!, rho), multiply(multiply(step, step), 1 - rho));
    return { change: multiply(step, scalars['learningRate']!), slots: { square, changeSquare } };
  },
});

/** Adadelta; see `adadeltaOptimizer`. @example adadelta({ learningRate: 1 }) */
export function adadelta(options: OptimizerOptions<typeof adadeltaOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(adadeltaOptimizer, options);
}
