import { randomStream } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import type { TrainingGraph } from './training-graph.ts';

/**
 * The masks of successive steps: bytes that are 0 with probability `rate`, to 1 in 65,536, each from half a random word
 * of a stream named by the layer and the step.
 *
 * @param firstStep the number of the first step in the run
 * @returns for each dropout layer, steps × mask bytes
 */
export function dropoutMasks(
  masks: TrainingGraph['masks'],
  seed: number,
  firstStep: number,
  steps: number,
): Record<string, Uint8Array> {
  return Object.fromEntries(
    masks.map(({ name, shape, rate }, layer) => {
      const size = elementCount(shape);
      const bytes = new Uint8Array(steps * size);
      const words = new Uint32Array((size + 1) >> 1);
      const halves = new Uint16Array(words.buffer);
      const threshold = Math.round(rate * 0x10000);
      for (let step = 0; step < steps; step++) {
        randomStream(seed, 'dropout', layer, firstStep + step).fillUint32(words);
        const start = step * size;
        for (let index = 0; index < size; index++) bytes[start + index] = halves[index]! >= threshold ? 1 : 0;
      }
      return [name, bytes];
    }),
  );
}
