import { randomStream, threefry2x32 } from '../../../core/random.ts';
import { DIRECTION_NUMBERS } from './direction-numbers.ts';

const BITS = 32;
const WORDS = 2 ** BITS;

/** The most dimensions that there are direction numbers for. */
export const MOST_DIMENSIONS = DIRECTION_NUMBERS.length;

const directions: (Uint32Array | undefined)[] = [];

/**
 * The directions of a dimension: those that are given, and the others by the recurrence of its primitive polynomial
 * (Joe and Kuo 2008, "Constructing Sobol sequences with better two-dimensional projections", equation 2).
 */
function directionsOf(dimension: number): Uint32Array {
  const { polynomial, initial } = DIRECTION_NUMBERS[dimension]!;
  const result = new Uint32Array(BITS);
  const degree = 31 - Math.clz32(polynomial);
  for (let bit = 0; bit < BITS; bit++) {
    if (degree === 0 || bit < degree) {
      result[bit] = (initial[bit] ?? 1) << (BITS - 1 - bit);
      continue;
    }
    let value = result[bit - degree]! ^ (result[bit - degree]! >>> degree);
    for (let term = 1; term < degree; term++) {
      if ((polynomial >>> (degree - term)) & 1) value ^= result[bit - term]!;
    }
    result[bit] = value;
  }
  return result;
}

/** A coordinate of a point of Sobol's sequence, in Gray code order as elsewhere, as a fraction of 2³². */
export function sobolWord(index: number, dimension: number): number {
  const columns = (directions[dimension] ??= directionsOf(dimension));
  const gray = (index ^ (index >>> 1)) >>> 0;
  let word = 0;
  for (let bit = 0; bit < BITS; bit++) {
    if ((gray >>> bit) & 1) word ^= columns[bit]!;
  }
  return word >>> 0;
}

/**
 * A coordinate of a scrambled point, in (0, 1). Each binary digit is turned over or not by chance, by all digits before
 * it: the same intervals keep the same number of points.
 */
export function scrambledSobol(seed: number, index: number, dimension: number): number {
  const stream = randomStream(seed, 'sobol', dimension);
  const [key0, key1] = [stream.uint32(), stream.uint32()];
  const word = sobolWord(index, dimension);
  const drawn = new Uint32Array(2);
  let scrambled = 0;
  for (let digit = 0; digit < BITS; digit++) {
    const before = digit === 0 ? 0 : word >>> (BITS - digit);
    threefry2x32(key0, key1, before, digit, drawn, 1);
    const turned = ((word >>> (BITS - 1 - digit)) ^ drawn[0]!) & 1;
    scrambled = ((scrambled << 1) | turned) >>> 0;
  }
  return (scrambled + 0.5) / WORDS;
}
