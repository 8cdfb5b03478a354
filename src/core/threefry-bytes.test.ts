import { describe, expect, it } from 'vitest';
import { threefry2x32 } from './random.ts';
import { maskBlocks, threefryBytes } from './threefry-bytes.ts';

/** The bytes of four blocks, their first or their second words. */
function bytesOf(words: Uint32Array, firstBlock: number, second: number): number[] {
  return [0, 1, 2, 3].flatMap((block) => {
    const word = words[2 * (firstBlock + block) + second]!;
    return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
  });
}

describe('threefryBytes', () => {
  // Whole groups and parts of them, and more than a page of memory holds.
  it.each([1, 16, 17, 128, 299, 0x10000, 0x10000 + 133])(
    'has the bits of threefry2x32 in %i bytes',
    (size) => {
      const blocks = maskBlocks(size);
      const words = new Uint32Array(2 * blocks);
      const cases = [
        [0, 0x8000],
        [12345, 1],
        [-3, 0xffff],
        [7, 0],
        [8, 0x4d80],
      ] as const;
      for (const [counter, limit] of cases) {
        threefry2x32(0x9e3779b9, -559038737, counter, 0, words, blocks);
        const expected: number[] = [];
        for (let group = 0; group < blocks; group += 20) {
          for (let four = 0; four < 16; four += 4) {
            for (const second of [0, 1]) {
              const ties = bytesOf(words, group + 16, second);
              const uppers = bytesOf(words, group + four, second);
              expected.push(...uppers.map((upper, lane) => (upper * 0x100 + ties[lane]! >= limit ? 1 : 0)));
            }
          }
        }
        const bytes = new Uint8Array(size);
        threefryBytes(0x9e3779b9, -559038737, counter, limit, bytes);
        expect([...bytes]).toEqual(expected.slice(0, size));
      }
    },
  );

  it('gives zeros in the share of the limit, to the last of sixteen bits', () => {
    const bytes = new Uint8Array(2 ** 24);
    for (const limit of [1, 0x80, 0x100, 0x1ff, 0x4d80]) {
      threefryBytes(5, limit, 0, limit, bytes);
      const zeros = bytes.reduce((sum, byte) => sum + 1 - byte, 0);
      const share = limit / 0x10000;
      const deviation = Math.sqrt(bytes.length * share * (1 - share));
      expect(Math.abs(zeros - bytes.length * share)).toBeLessThan(4 * deviation);
    }
  });
});
