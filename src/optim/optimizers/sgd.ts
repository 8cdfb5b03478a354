import { z } from 'zod';
import { fractionBelowOne } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineOptimizer } from '../optimizer.ts';

/**
 * Stochastic gradient descent, with momentum as in PyTorch: velocity = momentum · velocity + gradient, and the step is
 * learningRate · velocity, or with `nesterov` learningRate · (gradient + momentum · velocity) (Sutskever et al. 2013).
 */
export const sgdOptimizer = defineOptimizer({
  type: 'sgd',
  options: z
    .strictObject({ momentum: fractionBelowOne.default(0), nesterov: z.boolean().default(false) })
    .refine(({ momentum, nesterov }) => !nesterov || momentum > 0, {
      path: ['nesterov'],
      message: 'Expected a momentum above 0 with nesterov',
    }),
  slots: ({ momentum }) => (momentum > 0 ? ['velocity'] : []),
  scalars: (_, __, learningRate) => ({ learningRate }),
  update: ({ momentum, nesterov }, { parameter, gradient, slots, scalars }) => {
    const learningRate = scalars['learningRate']!;
    if (momentum === 0)
      return { parameter: subtract(parameter, multiply(gradient, learningRate)), slots: {} };
    const velocity = add(multiply(slots['velocity']!, momentum), gradient);
    const direction = nesterov ? add(gradient, multiply(velocity, momentum)) : velocity;
    return { parameter: subtract(parameter, multiply(direction, learningRate)), slots: { velocity } };
  },
});
