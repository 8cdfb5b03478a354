import { z } from 'zod';
import { fractionBelowOne } from '../../core/option-schemas.ts';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { step } from '../../ops/step.ts';
import { subtract } from '../../ops/subtract.ts';
import { defineOptimizer, optimizerSpec, type OptimizerOptions, type OptimizerSpec } from '../optimizer.ts';

/**
 * Lion (Chen et al. 2023) as in Keras: betas 0.9 and 0.99. The step is learningRate · sign(beta1 · mean + (1 − beta1) ·
 * gradient), and the mean follows with beta2. Its authors advise a learning rate three to ten times smaller than Adam's,
 * and a weight decay as many times larger; 0.0001 here by default, as in their code (Keras: 0.001).
 */
export const lionOptimizer = defineOptimizer({
  type: 'lion',
  defaults: { learningRate: 1e-4, weightDecay: 0 },
  options: z.strictObject({
    beta1: fractionBelowOne.default(0.9),
    beta2: fractionBelowOne.default(0.99),
  }),
  slots: () => ({ mean: 0 }),
  scalars: (_, __, learningRate) => ({ learningRate }),
  update: ({ beta1, beta2 }, { gradient, slots, scalars }) => {
    const blend = (share: number) => add(multiply(slots['mean']!, share), multiply(gradient, 1 - share));
    const direction = blend(beta1);
    // The sign; the runtime's own operator for it is several times slower.
    const sign = subtract(step(direction), step(multiply(direction, -1)));
    return { change: multiply(sign, scalars['learningRate']!), slots: { mean: blend(beta2) } };
  },
});

/** Lion; see `lionOptimizer`. @example lion({ learningRate: 1e-4, weightDecay: 0.1 }) */
export function lion(options: OptimizerOptions<typeof lionOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(lionOptimizer, options);
}
