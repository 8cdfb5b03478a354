import { defineOptimizer, optimizerSpec, type OptimizerOptions, type OptimizerSpec } from '../optimizer.ts';
import { adamOptimizer } from './adam.ts';

/**
 * AdamW (Loshchilov and Hutter 2019): Adam with a weight decay of 0.01 by default, as in PyTorch. Every optimiser's
 * weight decay is apart from the gradient, so this is `adam` with another default.
 */
export const adamWOptimizer = defineOptimizer({
  ...adamOptimizer,
  type: 'adamW',
  defaults: { learningRate: 1e-3, weightDecay: 0.01 },
});

/** AdamW; see `adamWOptimizer`. @example adamW({ learningRate: 1e-3, weightDecay: 0.05 }) */
export function adamW(options: OptimizerOptions<typeof adamWOptimizer> = {}): OptimizerSpec {
  return optimizerSpec(adamWOptimizer, options);
}
