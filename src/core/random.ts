import { InternalError } from './errors.ts';
import { maskBlocks, PARITY, threefryBytes } from './threefry-bytes.ts';

/**
 * Counter-based random numbers: Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as
 * 1, 2, 3"). A stream is named by a seed, a purpose and indices, never by what was drawn before it, so that a resumed
 * run draws the same numbers as one that was never interrupted.
 */

const PIECE_BLOCKS = 512;

/**
 * Threefry-2x32-20 of successive counters: for each of `blocks` values of the low counter word, beginning with
 * `counter0`, two 32-bit words go to `out`. Written out in full, because everything that is drawn comes from here.
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array,
  blocks: number,
): void {
  // As 32-bit integers from the start, which lets the compiler keep every sum in a register.
  const a = key0 | 0;
  const b = key1 | 0;
  const c = a ^ b ^ PARITY;
  const c1 = (c + 1) | 0;
  const a2 = (a + 2) | 0;
  const b3 = (b + 3) | 0;
  const c4 = (c + 4) | 0;
  const a5 = (a + 5) | 0;
  const first = (counter0 + a) | 0;
  const second = (counter1 + b) | 0;
  for (let block = 0; block < blocks; block++) {
    let x0 = (first + block) | 0;
    let x1 = second;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + b) | 0;
    x1 = (x1 + c1) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    x0 = (x0 + c) | 0;
    x1 = (x1 + a2) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + a) | 0;
    x1 = (x1 + b3) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    x0 = (x0 + b) | 0;
    x1 = (x1 + c4) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    out[2 * block] = (x0 + c) | 0;
    out[2 * block + 1] = (x1 + a5) | 0;
  }
}

/** A sequence of random numbers; two streams with the same name draw the same numbers. */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #block = new Uint32Array(2);
  #counter = 0;
  #left = 0;

  constructor(key0: number, key1: number) {
    this.#key0 = key0 | 0;
    this.#key1 = key1 | 0;
  }

  /** A whole number from 0 to 2³² − 1, each equally likely. */
  uint32(): number {
    if (this.#left === 0) {
      this.#next(this.#block, 1);
      this.#left = 2;
    }
    return this.#block[2 - this.#left--]!;
  }

  /** Fills `out` with words, starting at a fresh block; the fast way to draw many. */
  fillUint32(out: Uint32Array): void {
    this.#left = 0;
    const blocks = out.length >> 1;
    // In pieces: the compiler makes twice as fast code of a function that is called often than of one long loop.
    for (let start = 0; start < blocks; start += PIECE_BLOCKS) {
      this.#next(out.subarray(2 * start), Math.min(PIECE_BLOCKS, blocks - start));
    }
    if (out.length & 1) out[out.length - 1] = this.uint32();
  }

  /**
   * Fills `out` with ones and zeros, starting at a fresh block: the bytes are 0 with probability `limit` / 65,536.
   */
  fillMask(out: Uint8Array, limit: number): void {
    this.#left = 0;
    const counter = this.#take(maskBlocks(out.length));
    if (limit > 0xffff) out.fill(0);
    else threefryBytes(this.#key0, this.#key1, counter, limit, out);
  }

  /** A number in [0, 1) with 53 random bits. */
  float64(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.float64();
  }

  /** A whole number from 0 to `bound` − 1, each exactly equally likely (rejection); `bound` is at most 2³². */
  integer(bound: number): number {
    const limit = 0x100000000 - (0x100000000 % bound);
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % bound;
  }

  /** A standard normal number (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float64()));
    return radius * Math.cos(2 * Math.PI * this.float64());
  }

  /** Puts `items` into a random order, in place (Fisher and Yates 1938), and returns them. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const held = items[last];
      items[last] = items[chosen];
      items[chosen] = held;
    }
    return items;
  }

  #next(out: Uint32Array, blocks: number): void {
    threefry2x32(this.#key0, this.#key1, this.#take(blocks), 0, out, blocks);
  }

  /** The counter of the next block, after which so many blocks are used up. */
  #take(blocks: number): number {
    const counter = this.#counter;
    if (counter + blocks > 0x100000000)
      throw new InternalError('random stream: more than 2^33 words were drawn');
    this.#counter += blocks;
    return counter | 0;
  }
}

/** A 32-bit FNV-1a hash of the text's UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/**
 * The stream named by a seed, a purpose and indices.
 *
 * @param seed a safe integer, zero or more
 * @param purpose what the numbers are for, such as `shuffle`
 * @param indices further parts of the name, such as the epoch
 */
export function randomStream(seed: number, purpose: string, ...indices: readonly number[]): RandomStream {
  const key = new Uint32Array(2);
  threefry2x32(seed | 0, Math.floor(seed / 0x100000000), hashText(purpose), 0, key, 1);
  for (const index of indices) {
    threefry2x32(key[0]!, key[1]!, index | 0, Math.floor(index / 0x100000000), key, 1);
  }
  return new RandomStream(key[0]!, key[1]!);
}

/** The numbers 0 to `count` − 1 in a random order. */
export function permutation(stream: RandomStream, count: number): Int32Array {
  return stream.shuffle(Int32Array.from({ length: count }, (_, index) => index));
}
