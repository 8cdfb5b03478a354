import { z } from 'zod';
import { fractionBelowOne, nonNegativeNumber, positiveNumber } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { divide } from '../../ops/divide.ts';
import { multiply } from '../../ops/multiply.ts';
import { squareRoot } from '../../ops/square-root.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineOptimizer } from '../optimizer.ts';

/**
 * Adam (Kingma and Ba 2015) with PyTorch's defaults: learning rate 0.001, betas 0.9 and 0.999, and an epsilon of 1e-8
 * added to the corrected root. With `weightDecay` above 0 it is AdamW (Loshchilov and Hutter 2019): every step first
 * shrinks kernels by learningRate · weightDecay, apart from the gradient.
 */
export const adamOptimizer = defineOptimizer({
  type: 'adam',
  options: z.strictObject({
    beta1: fractionBelowOne.default(0.9),
    beta2: fractionBelowOne.default(0.999),
    epsilon: positiveNumber.default(1e-8),
    weightDecay: nonNegativeNumber.default(0),
  }),
  slots: () => ['mean', 'square'],
  scalars: ({ beta1, beta2, weightDecay }, step, learningRate) => ({
    stepSize: learningRate / (1 - beta1 ** step),
    rootCorrection: 1 / Math.sqrt(1 - beta2 ** step),
    ...(weightDecay > 0 ? { keep: 1 - learningRate * weightDecay } : {}),
  }),
  update: ({ beta1, beta2, epsilon }, { parameter, gradient, slots, scalars }) => {
    const mean = add(multiply(slots['mean']!, beta1), multiply(gradient, 1 - beta1));
    const square = add(multiply(slots['square']!, beta2), multiply(multiply(gradient, gradient), 1 - beta2));
    const root = add(multiply(squareRoot(square), scalars['rootCorrection']!), epsilon);
    const change = divide(multiply(mean, scalars['stepSize']!), root);
    const isKernel = parameter.shape.length > 1;
    const kept = scalars['keep'] && isKernel ? multiply(parameter, scalars['keep']) : parameter;
    return { parameter: subtract(kept, change), slots: { mean, square } };
  },
});
