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
      const words = new Uint32Array(Math.ceil(size / 2));
      const masks = new Uint16Array(steps * words.length);
      // Half words up to this one drop.
      const threshold = Math.round(rate * 0x10000) - 1;
      for (let step = 0; step < steps; step++) {
        randomStream(seed, 'dropout', layer, firstStep + step).fillUint32(words);
        writeMask(words, threshold, masks.subarray(step * words.length));
      }
      const bytes = size % 2 === 0 ? new Uint8Array(masks.buffer) : withoutPadding(masks, size, steps);
      return [name, bytes];
    }),
  );
}

/** Two mask bytes from each word: whether each half is above the threshold, by the sign of a difference, without branches. */
function writeMask(words: Uint32Array, threshold: number, masks: Uint16Array): void {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    masks[index] = ((threshold - (word & 0xffff)) >>> 31) | (((threshold - (word >>> 16)) >>> 31) << 8);
  }
}

/** Rows of `size` bytes, an odd number, from rows that are one byte longer. */
function withoutPadding(masks: Uint16Array, size: number, steps: number): Uint8Array {
  const padded = new Uint8Array(masks.buffer);
  const bytes = new Uint8Array(steps * size);
  for (let step = 0; step < steps; step++) {
    bytes.set(padded.subarray(step * (size + 1), step * (size + 1) + size), step * size);
  }
  return bytes;
}
