import { randomStream } from '../core/random.ts';
import { elementCount } from '../core/shape.ts';
import type { TrainingGraph } from './training-graph.ts';

/** Memory by the names of masks, which later ones are written over, since fresh memory takes time to get. */
export type MaskMemory = Map<string, Uint8Array>;

/**
 * The masks of successive steps: bytes that are 0 with probability `rate`, to 1 in 65,536, from a stream named by the layer and
 * the step.
 *
 * @param firstStep the number of the first step in the run
 * @param memory where the last masks are, if they are no longer needed
 * @returns for each dropout layer, steps × mask bytes
 */
export function dropoutMasks(
  masks: TrainingGraph['masks'],
  seed: number,
  firstStep: number,
  steps: number,
  memory: MaskMemory = new Map(),
): Record<string, Uint8Array> {
  return Object.fromEntries(
    masks.map(({ name, shape, rate }, layer) => {
      const size = elementCount(shape);
      const bytes = room(memory, name, steps * size);
      for (let step = 0; step < steps; step++) {
        const stream = randomStream(seed, 'dropout', layer, firstStep + step);
        stream.fillMask(bytes.subarray(step * size, (step + 1) * size), Math.round(rate * 0x10000));
      }
      return [name, bytes];
    }),
  );
}

function room(memory: MaskMemory, name: string, size: number): Uint8Array {
  const kept = memory.get(name);
  if (kept && kept.length >= size) return kept.subarray(0, size);
  const fresh = new Uint8Array(size);
  memory.set(name, fresh);
  return fresh;
}
