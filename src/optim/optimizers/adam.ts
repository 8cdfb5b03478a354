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
 * Adam (Kingma and Ba 2015) with PyTorch's defaults: learning rate 0.001, betas 0.9 and 0.999, and an epsilon of 1e-8
 * added to the corrected root. `amsgrad` divides by the largest mean square so far (Reddi, Kale and Kumar 2018).
 */
export const adamOptimizer = defineOptimizer({
  type: 'adam',
  defaults: { learningRate: 1e-3, weightDecay: 0 },
  options: z.strictObject({
    beta1: fractionBelowOne.default(0.9),
    beta2: fractionBelowOne.default(0.999),
    epsilon: positiveNumber.default(1e-8),
    amsgrad: z.boolean('Expected true or false').default(false),
  }),
  slots: ({ amsgrad }) => ({ mean: 0, square: 0, ...(amsgrad ? { largest: 0 } : {}) }),
  scalars: ({ beta1, beta2 }, step, learningRate) => ({
    stepSize: learningRate / (1 - beta1 ** step),
    rootCorrection: 1 / Math.sqrt(1 - beta2 ** step),
  }),
  update: ({ beta1, beta2, epsilon, amsgrad }, { gradient, slots, scalars }) => {
    const mean = add(multiply(slots['mean']!, beta1), multiply(gradient, 1 - beta1));
    const square = add(multiply(slots['square']!, beta2), multiply(multiply(gradient, gradient), 1 - beta2));
    // The larger of both; it never becomes smaller.
    const largest = amsgrad ? add(slots['largest']!, relu(subtract(square, slots['largest']!))) : square;
    const root = add(multiply(squareRoot(largest), scalars['rootCorrection']!), epsilon);
    const change = divide(multiply(mean, scalars['stepSize']!), root);
    return { change, slots: { mean, square, ...(amsgrad ? { largest } : {}) } };
  },
});

/** Adam; see `adamOptimizer`. @example adam({ learningRate: 1e-3, clip: { globalNorm: 1 } }) */
export function adam(options: OptimizerOptions<typeof adamOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(adamOptimizer, options);
}
