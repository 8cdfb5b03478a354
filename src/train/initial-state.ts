import { randomStream } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import { initializers } from '../nn/initializers/index.ts';
import type { TrainingState } from './compiled-step.ts';
import type { StateTensor } from './state-tensor.ts';

/** The state before the first step: each tensor by its initialiser, from a stream of its own. */
export function initialState(tensors: readonly StateTensor[], seed: number): TrainingState {
  return Object.fromEntries(
    tensors.map(({ name, shape, initializer, fanIn, fanOut }, index) => {
      const data = new Float32Array(elementCount(shape));
      initializers[initializer](data, randomStream(seed, 'initial-weights', index), fanIn, fanOut);
      return [name, data];
    }),
  );
}
