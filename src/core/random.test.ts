import { describe, expect, it } from 'vitest';
import { permutation, randomStream, threefry2x32 } from './random.ts';

describe('threefry2x32', () => {
  // Known answers of Random123 for threefry2x32, 20 rounds.
  it.each([
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ])('key %i %i, counter %i %i', (key0, key1, counter0, counter1, expected0, expected1) => {
    const out = new Uint32Array(2);
    threefry2x32(key0, key1, counter0, counter1, out, 1);
    expect([...out]).toEqual([expected0, expected1]);
  });
});

describe('randomStream', () => {
  it('depends on the seed, the purpose and every index', () => {
    const first = (...name: Parameters<typeof randomStream>) => randomStream(...name).uint32();
    const draws = [
      first(1, 'a'),
      first(2, 'a'),
      first(1, 'b'),
      first(1, 'a', 0),
      first(1, 'a', 1),
      first(1, 'a', 0, 0),
      first(1 + 2 ** 32, 'a'),
    ];
    expect(new Set(draws).size).toBe(draws.length);
    expect(first(1, 'a', 1)).toBe(draws[4]);
  });

  it('has uniform and normal numbers with the right moments', () => {
    const stream = randomStream(3, 'moments');
    const count = 100_000;
    let sum = 0;
    let normalSum = 0;
    let normalSquares = 0;
    for (let index = 0; index < count; index++) {
      sum += stream.float64();
      const normal = stream.normal();
      normalSum += normal;
      normalSquares += normal * normal;
    }
    expect(sum / count).toBeCloseTo(0.5, 2);
    expect(normalSum / count).toBeCloseTo(0, 1.9);
    expect(normalSquares / count).toBeCloseTo(1, 1.9);
  });

  it('fills odd lengths and gives the same words as single draws', () => {
    const words = new Uint32Array(5);
    randomStream(9, 'fill').fillUint32(words);
    const stream = randomStream(9, 'fill');
    expect([...words]).toEqual(Array.from({ length: 5 }, () => stream.uint32()));
  });

  it('draws every bounded whole number equally often', () => {
    const stream = randomStream(4, 'bounded');
    const counts = [0, 0, 0];
    for (let index = 0; index < 30_000; index++) counts[stream.integer(3)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('permutes', () => {
    const order = permutation(randomStream(5, 'shuffle', 0), 100);
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });
});
