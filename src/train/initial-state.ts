import { randomStream } from '../core/random.ts';
import { initialize } from '../nn/initializers/index.ts';
import type { TrainingState } from './compiled-step.ts';
import type { StateTensor } from './state-tensor.ts';

/** The state before the first step: each tensor by its initialiser, from a stream of its own. */
export function initialState(tensors: readonly StateTensor[], seed: number): TrainingState {
  return Object.fromEntries(
    tensors.map((tensor, index) => {
      return [
        tensor.name,
        initialize(tensor.initializer, tensor, randomStream(seed, 'initial-weights', index)),
      ];
    }),
  );
}
