import { adamW } from '../../optim/optimizers/adam-w.ts';
import { oneCycle } from '../../optim/schedules/one-cycle.ts';
import { earlyStopping } from '../early-stopping.ts';
import type { RecipeInput } from '../recipe.ts';

/** Trains `densenet-bc-40`. */
export const densenetBc40Recipe: RecipeInput = {
  model: 'densenet-bc-40',
  optimizer: adamW({ learningRate: oneCycle({ peak: 4e-3 }), weightDecay: 0.05 }),
  epochs: 12,
  batchSize: 64,
  seed: 0,
  // 5,000 of Fashion-MNIST's 60,000.
  validation: { fraction: 1 / 12 },
  stop: earlyStopping({ monitor: 'val.loss', patience: 4 }),
};
