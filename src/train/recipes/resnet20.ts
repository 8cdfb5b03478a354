import { adamW } from '../../optim/optimizers/adam-w.ts';
import { oneCycle } from '../../optim/schedules/one-cycle.ts';
import { earlyStopping } from '../early-stopping.ts';
import type { RecipeInput } from '../recipe.ts';

/** Trains `resnet20`. */
export const resnet20Recipe: RecipeInput = {
  model: 'resnet20',
  optimizer: adamW({ learningRate: oneCycle({ peak: 4e-3 }), weightDecay: 0.05 }),
  epochs: 15,
  batchSize: 128,
  seed: 0,
  // 5,000 of Fashion-MNIST's 60,000.
  validation: { fraction: 1 / 12 },
  stop: earlyStopping({ monitor: 'val.loss', patience: 4 }),
};
