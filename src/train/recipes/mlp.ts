import { adamW } from '../../optim/optimizers/adam-w.ts';
import { oneCycle } from '../../optim/schedules/one-cycle.ts';
import { earlyStopping } from '../early-stopping.ts';
import type { RecipeInput } from '../recipe.ts';

/**
 * Trains `mlp`. Its validation accuracy goes on rising after its validation loss has turned, so accuracy decides which
 * epoch is the best.
 */
export const mlpRecipe: RecipeInput = {
  model: 'mlp',
  optimizer: adamW({ learningRate: oneCycle({ peak: 6e-3 }), weightDecay: 0.05 }),
  epochs: 30,
  batchSize: 256,
  seed: 0,
  // 5,000 of Fashion-MNIST's 60,000.
  validation: { fraction: 1 / 12 },
  stop: earlyStopping({ monitor: 'val.accuracy', patience: 10 }),
};
