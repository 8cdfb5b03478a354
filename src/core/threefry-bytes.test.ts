import { describe, expect, it } from 'vitest';
import { threefry2x32 } from './random.ts';
import { threefryBytes } from './threefry-bytes.ts';

describe('threefryBytes', () => {
  // Whole groups and parts of them, and more than a page of memory holds.
  it.each([1, 16, 17, 99, 0x10000, 0x10000 + 33])('has the bits of threefry2x32 in %i bytes', (size) => {
    const blocks = Math.ceil(size / 4);
    const words = new Uint32Array(2 * blocks);
    const cases = [
      [0, 0x8000],
      [12345, 1],
      [-3, 0xffff],
      [7, 0],
    ] as const;
    for (const [counter, limit] of cases) {
      threefry2x32(0x9e3779b9, -559038737, counter, 0, words, blocks);
      const bytes = new Uint8Array(size);
      threefryBytes(0x9e3779b9, -559038737, counter, limit, bytes);
      const expected = Array.from(bytes, (_, index) => {
        const word = words[index >> 1]!;
        return (index % 2 === 0 ? word & 0xffff : word >>> 16) >= limit ? 1 : 0;
      });
      expect([...bytes]).toEqual(expected);
    }
  });
});
