import { adamW } from '../../optim/optimizers/adam-w.ts';
import { oneCycle } from '../../optim/schedules/one-cycle.ts';
import { earlyStopping } from '../early-stopping.ts';
import type { RecipeInput } from '../recipe.ts';

/** Trains `wrn-28-10`. */
export const wrn28x10Recipe: RecipeInput = {
  model: 'wrn-28-10',
  optimizer: adamW({ learningRate: oneCycle({ peak: 1e-3 }), weightDecay: 0.05 }),
  epochs: 10,
  batchSize: 128,
  seed: 0,
  // 5,000 of Fashion-MNIST's 60,000.
  validation: { fraction: 1 / 12 },
  stop: earlyStopping({ monitor: 'val.loss', patience: 4 }),
};
