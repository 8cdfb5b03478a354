import { randomStream } from '../../src/core/random.ts';
import type { GoldenFile, GoldenTrajectory } from './golden-file.ts';

const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** The first values of all parameters, in the order of the file: kernels [inputs, units] and [out, in, height, width]. */
export function goldenWeights({ seed, parameters }: GoldenFile): Float32Array[] {
  let fanIn = 0;
  return parameters.map(({ name, shape }, index) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const kind = name.slice(name.indexOf('.') + 1);
    if (kind === 'gamma') return new Float32Array(size).fill(1);
    if (kind === 'beta') return new Float32Array(size);
    // A bias follows its kernel and shares its bound.
    if (kind === 'kernel') fanIn = shape.length === 2 ? shape[0]! : size / shape[0]!;
    const bound = 1 / Math.sqrt(fanIn);
    const stream = randomStream(seed, 'golden-weights', index);
    return Float32Array.from({ length: size }, () => stream.uniform(-bound, bound));
  });
}

/** The bytes of one step, [batch, 28, 28]. */
export function goldenImages(
  { seed, batchSize }: GoldenFile,
  step: number,
  images: GoldenTrajectory['images'],
): Uint8Array {
  const words = new Uint32Array(batchSize * PIXELS);
  randomStream(seed, 'golden-images', step).fillUint32(words);
  const bytes = new Uint8Array(words.length);
  for (let index = 0; index < words.length; index++) bytes[index] = words[index]! >>> 24;
  if (images === 'rectangle') {
    for (let image = 0; image < batchSize; image++) {
      const stream = randomStream(seed, 'golden-rectangles', step, image);
      const [top, left] = [stream.integer(10), stream.integer(10)];
      const [bottom, right] = [18 + stream.integer(11), 18 + stream.integer(11)];
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
        const inside = row >= top && row < bottom && column >= left && column < right;
        if (!inside) bytes[image * PIXELS + pixel] = 0;
      }
    }
  }
  return bytes;
}

/** The labels of one step. */
export function goldenLabels({ seed, batchSize }: GoldenFile, step: number): Int32Array {
  const stream = randomStream(seed, 'golden-labels', step);
  return Int32Array.from({ length: batchSize }, () => stream.integer(10));
}

/**
 * What a dropout layer keeps of its input: 1 where it is multiplied by 1 / (1 - rate), 0 where by 0.
 *
 * @param dropoutIndex counted over the dropout layers alone
 * @param size of the layer's input, whose order is [batch, units] or [batch, channels, height, width]
 */
export function goldenDropoutMask(
  { seed }: GoldenFile,
  step: number,
  dropoutIndex: number,
  rate: number,
  size: number,
): Uint8Array {
  const words = new Uint32Array(size);
  randomStream(seed, 'golden-dropout', step, dropoutIndex).fillUint32(words);
  const mask = new Uint8Array(size);
  for (let index = 0; index < size; index++) mask[index] = words[index]! >= rate * 2 ** 32 ? 1 : 0;
  return mask;
}
