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
  slots: ({ amsgrad }) => ({ gradientSum: 0, squareSum: 0, ...(amsgrad ? { largest: 0 } : {}) }),
  scalars: ({ beta1, beta2, epsilon }, step, learningRate) => {
    const weight = Math.sqrt(sumOfWeights(beta2, step));
    return { stepSize: (learningRate * weight) / sumOfWeights(beta1, step), epsilon: epsilon * weight };
  },
  update: ({ beta1, beta2, amsgrad }, { gradient, slots, scalars }) => {
    const sums = decayedSums(gradient, slots, { beta1, beta2 });
    // The larger of both; it never becomes smaller.
    const largest = amsgrad && add(slots['largest']!, relu(subtract(sums.squareSum, slots['largest']!)));
    const root = squareRoot(largest || sums.squareSum);
    return {
      change: multiply(divide(sums.gradientSum, add(root, scalars['epsilon']!)), scalars['stepSize']!),
      slots: { ...sums, ...(largest && { largest }) },
    };
  },
});

/** The decay of both moving means. */
interface Betas {
  readonly beta1: number;
  readonly beta2: number;
}

/**
 * The sums of all gradients and of their squares so far, each weighed less by a factor with each step. Divided by
 * `sumOfWeights` they are the corrected means; that is left to the step's numbers, so no pass over a large tensor scales it.
 */
export function decayedSums(
  gradient: Value,
  slots: UpdateContext['slots'],
  { beta1, beta2 }: Betas,
): { readonly gradientSum: Value; readonly squareSum: Value } {
  return {
    gradientSum: add(multiply(slots['gradientSum']!, beta1), gradient),
    squareSum: add(multiply(slots['squareSum']!, beta2), multiply(gradient, gradient)),
  };
}

/** 1 + β + β² + …, for each step one. */
export function sumOfWeights(beta: number, steps: number): number {
  return (1 - beta ** steps) / (1 - beta);
}

/** Adam; see `adamOptimizer`. @example adam({ learningRate: 1e-3, clip: { globalNorm: 1 } }) */
export function adam(options: OptimizerOptions<typeof adamOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(adamOptimizer, options);
}
