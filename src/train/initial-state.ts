import { randomStream } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import { initialize } from '../nn/initializers/index.ts';
import type { StateTensor, TrainingState } from './state-tensor.ts';

/**
 * The state before the first step: each tensor by its initialiser, from a stream of its own, or as it is given.
 *
 * @param given tensors to begin with in place of drawn ones, by name
 */
export function initialState(
  tensors: readonly StateTensor[],
  seed: number,
  given: TrainingState = {},
): TrainingState {
  const state: Record<string, TrainingState[string]> = {};
  tensors.forEach(({ name, shape, begins }, index) => {
    state[name] =
      given[name] ??
      (begins.from === 'initializer'
        ? initialize(begins.initializer, { shape, ...begins }, randomStream(seed, 'initial-weights', index))
        : new Float32Array(elementCount(shape)).fill(begins.from === 'number' ? begins.number : 0));
  });
  for (const { name, begins } of tensors) {
    if (begins.from === 'tensor' && !given[name]) state[name] = state[begins.name]!.slice();
  }
  return state;
}
