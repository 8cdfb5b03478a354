import { z } from 'zod';
import { fractionBelowOne, nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { decayedSums, sumOfWeights } from './adam.ts';
import { defineOptimizer, optimizerSpec, type OptimizerOptions, type OptimizerSpec } from '../optimizer.ts';

/**
 * NAdam (Dozat 2016), Adam with Nesterov momentum, as in PyTorch: learning rate 0.002, betas 0.9 and 0.999, epsilon 1e-8
 * added to the corrected root. The momentum of step t is beta1 · (1 − 0.96^(t · momentumDecay) / 2), with a
 * momentumDecay of 0.004.
 */
export const nadamOptimizer = defineOptimizer({
  type: 'nadam',
  defaults: { learningRate: 2e-3, weightDecay: 0 },
  options: z.strictObject({
    beta1: fractionBelowOne.default(0.9),
    beta2: fractionBelowOne.default(0.999),
    epsilon: positiveNumber.default(1e-8),
    momentumDecay: nonNegativeNumber.default(4e-3),
  }),
  slots: () => ({ gradientSum: 0, squareSum: 0 }),
  scalars: ({ beta1, beta2, epsilon, momentumDecay }, step, learningRate) => {
    const now = momentumAt(beta1, momentumDecay, step);
    const next = momentumAt(beta1, momentumDecay, step + 1);
    const product = momentumProduct(beta1, momentumDecay, step);
    const weight = Math.sqrt(sumOfWeights(beta2, step));
    const rate = learningRate * weight;
    return {
      gradientStep: (rate * (1 - now)) / (1 - product),
      momentumStep: (rate * next * (1 - beta1)) / (1 - product * next),
      epsilon: epsilon * weight,
    };
  },
  update: ({ beta1, beta2 }, { gradient, slots, scalars }) => {
    const sums = decayedSums(gradient, slots, { beta1, beta2 });
    const direction = add(
      multiply(gradient, scalars['gradientStep']!),
      multiply(sums.gradientSum, scalars['momentumStep']!),
    );
    const root = add(squareRoot(sums.squareSum), scalars['epsilon']!);
    return { change: divide(direction, root), slots: sums };
  },
});

function momentumAt(beta1: number, decay: number, step: number): number {
  return beta1 * (1 - 0.5 * 0.96 ** (step * decay));
}

/** Products are kept, because that of a step needs all before it; the same numbers come out whatever was asked before. */
const products = new Map<string, number[]>();

/** The product of the momenta of steps 1 to `step`. */
function momentumProduct(beta1: number, decay: number, step: number): number {
  const key = `${beta1} ${decay}`;
  const known = products.get(key) ?? [1];
  products.set(key, known);
  for (let next = known.length; next <= step; next++) {
    known.push(known[next - 1]! * momentumAt(beta1, decay, next));
  }
  return known[step]!;
}

/** NAdam; see `nadamOptimizer`. @example nadam({ learningRate: 2e-3 }) */
export function nadam(options: OptimizerOptions<typeof nadamOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(nadamOptimizer, options);
}
