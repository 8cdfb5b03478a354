import { z } from 'zod';
import { fractionBelowOne, positiveNumber } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { relu } from '../../ops/relu.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineOptimizer, optimizerSpec, type OptimizerOptions, type OptimizerSpec } from '../optimizer.ts';

/**
 * RMSprop (Tieleman and Hinton 2012) as in PyTorch: learning rate 0.01, `rho` (PyTorch's alpha) 0.99, and an epsilon of
 * 1e-8 added to the root. `centered` divides by the deviation of the gradient in place of its root mean square (Graves
 * 2013); `momentum` gathers the divided gradients.
 */
export const rmspropOptimizer = defineOptimizer({
  type: 'rmsprop',
  defaults: { learningRate: 0.01, weightDecay: 0 },
  options: z.strictObject({
    rho: fractionBelowOne.default(0.99),
    epsilon: positiveNumber.default(1e-8),
    momentum: fractionBelowOne.default(0),
    centered: z.boolean('Expected true or false').default(false),
  }),
  slots: ({ momentum, centered }) => ({
    square: 0,
    ...(centered ? { mean: 0 } : {}),
    ...(momentum > 0 ? { velocity: 0 } : {}),
  }),
  scalars: (_, __, learningRate) => ({ learningRate }),
  update: ({ rho, epsilon, momentum, centered }, { gradient, slots, scalars }) => {
    const square = add(multiply(slots['square']!, rho), multiply(multiply(gradient, gradient), 1 - rho));
    const mean = centered ? add(multiply(slots['mean']!, rho), multiply(gradient, 1 - rho)) : undefined;
    // Rounding may take the variance of an almost constant gradient below zero, which has no root.
    const power = mean ? relu(subtract(square, multiply(mean, mean))) : square;
    const scaled = divide(gradient, add(squareRoot(power), epsilon));
    const velocity = momentum > 0 ? add(multiply(slots['velocity']!, momentum), scaled) : undefined;
    return {
      change: multiply(velocity ?? scaled, scalars['learningRate']!),
      slots: { square, ...(mean ? { mean } : {}), ...(velocity ? { velocity } : {}) },
    };
  },
});

/** RMSprop; see `rmspropOptimizer`. @example rmsprop({ learningRate: 1e-3, momentum: 0.9 }) */
export function rmsprop(options: OptimizerOptions<typeof rmspropOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(rmspropOptimizer, options);
}
