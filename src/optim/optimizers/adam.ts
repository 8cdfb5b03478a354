import { z } from 'zod';
import { fractionBelowOne, positiveNumber } from '../../core/option-schemas.ts';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { relu } from '../../ops/relu.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { subtract } from '../../ops/subtract.ts';
import {
  defineOptimizer,
  optimizerSpec,
  type OptimizerOptions,
  type OptimizerSpec,
  type UpdateContext,
} from '../optimizer.ts';

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
  slots: ({ amsgrad }) => ({ momentum: 0, square: 0, ...(amsgrad ? { largest: 0 } : {}) }),
  // With the corrections of both means taken out of the root: √(square / (1 − β2ᵗ)) + ε is (√square + ε') / √(1 − β2ᵗ).
  scalars: ({ beta1, beta2, epsilon }, step, learningRate) => {
    const rootCorrection = Math.sqrt(1 - beta2 ** step);
    return {
      stepSize: (learningRate * rootCorrection * meanUnit({ beta1, beta2 })) / (1 - beta1 ** step),
      epsilon: epsilon * rootCorrection,
    };
  },
  update: ({ beta1, beta2, amsgrad }, { gradient, slots, scalars }) => {
    const { momentum, square } = decayedSums(gradient, slots, { beta1, beta2 });
    // The larger of both; it never becomes smaller.
    const largest = amsgrad ? add(slots['largest']!, relu(subtract(square, slots['largest']!))) : square;
    const direction = divide(momentum, add(squareRoot(largest), scalars['epsilon']!));
    return {
      change: multiply(direction, scalars['stepSize']!),
      slots: { momentum, square, ...(amsgrad ? { largest } : {}) },
    };
  },
});

/** The decay of both moving means. */
interface Betas {
  readonly beta1: number;
  readonly beta2: number;
}

/**
 * What the moving means of the gradient and of its square are made from. The gradient is scaled once, such that its square
 * needs no factor, and `momentum` is not scaled to a mean: two passes less over a large tensor, and where a matrix product
 * gives the gradient, it scales it on the way. The mean of the gradient is momentum · `meanUnit`, that of its square `square`.
 */
export function decayedSums(
  gradient: Value,
  slots: UpdateContext['slots'],
  { beta1, beta2 }: Betas,
): { readonly scaled: Value; readonly momentum: Value; readonly square: Value } {
  const scaled = multiply(gradient, gradientScale(beta2));
  return {
    scaled,
    momentum: add(multiply(slots['momentum']!, beta1), scaled),
    square: add(multiply(slots['square']!, beta2), multiply(scaled, scaled)),
  };
}

/** What `decayedSums` multiplies a gradient by. */
export function gradientScale(beta2: number): number {
  return Math.sqrt(1 - beta2);
}

/** The moving mean of the gradient, as a multiple of the momentum of `decayedSums`. */
export function meanUnit({ beta1, beta2 }: Betas): number {
  return (1 - beta1) / gradientScale(beta2);
}

/** Adam; see `adamOptimizer`. @example adam({ learningRate: 1e-3, clip: { globalNorm: 1 } }) */
export function adam(options: OptimizerOptions<typeof adamOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(adamOptimizer, options);
}
