import { z } from 'zod';
import { fractionBelowOne } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { defineOptimizer, optimizerSpec, type OptimizerOptions, type OptimizerSpec } from '../optimizer.ts';

/**
 * Stochastic gradient descent, with momentum as in PyTorch: velocity = momentum · velocity + gradient, and the step is
 * learningRate · velocity, or with `nesterov` learningRate · (gradient + momentum · velocity) (Sutskever et al. 2013).
 * Learning rate 0.01 by default, as in Keras.
 */
export const sgdOptimizer = defineOptimizer({
  type: 'sgd',
  defaults: { learningRate: 0.01, weightDecay: 0 },
  options: z
    .strictObject({
      momentum: fractionBelowOne.default(0),
      nesterov: z.boolean('Expected true or false').default(false),
    })
    .refine(({ momentum, nesterov }) => !nesterov || momentum > 0, {
      path: ['nesterov'],
      message: 'Expected a momentum above 0 with nesterov',
    }),
  slots: ({ momentum }): Record<string, number> => (momentum > 0 ? { velocity: 0 } : {}),
  scalars: (_, __, learningRate) => ({ learningRate }),
  update: ({ momentum, nesterov }, { gradient, slots, scalars }) => {
    const learningRate = scalars['learningRate']!;
    if (momentum === 0) return { change: multiply(gradient, learningRate), slots: {} };
    const velocity = add(multiply(slots['velocity']!, momentum), gradient);
    const direction = nesterov ? add(gradient, multiply(velocity, momentum)) : velocity;
    return { change: multiply(direction, learningRate), slots: { velocity } };
  },
});

/** Stochastic gradient descent; see `sgdOptimizer`. @example sgd({ learningRate: 0.1, momentum: 0.9 }) */
export function sgd(options: OptimizerOptions<typeof sgdOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(sgdOptimizer, options);
}
