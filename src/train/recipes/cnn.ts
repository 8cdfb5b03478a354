import { adamW } from '../../optim/optimizers/adam-w.ts';
import { oneCycle } from '../../optim/schedules/one-cycle.ts';
import { earlyStopping } from '../early-stopping.ts';
import type { RecipeInput } from '../recipe.ts';

/** Trains `cnn`. Its epochs are few, so the learning rate rises soon and high. */
export const cnnRecipe: RecipeInput = {
  model: 'cnn',
  optimizer: adamW({ learningRate: oneCycle({ peak: 6e-3, riseFraction: 0.1 }), weightDecay: 0.1 }),
  epochs: 5,
  batchSize: 128,
  seed: 0,
  // 5,000 of Fashion-MNIST's 60,000.
  validation: { fraction: 1 / 12 },
  stop: earlyStopping({ monitor: 'val.loss', patience: 3 }),
};
