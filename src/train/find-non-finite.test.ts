import { describe, expect, it } from 'vitest';
import { firstNonFinite } from './find-non-finite.ts';

const LARGEST = 3.4028234663852886e38;

describe('firstNonFinite', () => {
  it.each([NaN, Infinity, -Infinity])('names the first tensor that holds %f', (value) => {
    const state = {
      a: Float32Array.of(0, -0, LARGEST, -LARGEST, 1e-45),
      b: Float32Array.of(1, 2, value),
      c: Float32Array.of(value),
    };
    expect(firstNonFinite(state, ['a', 'b', 'c'])).toBe('b');
    expect(firstNonFinite(state, ['a'])).toBeUndefined();
  });

  it('looks at no more than the part of memory that a tensor is', () => {
    const memory = Float32Array.of(NaN, 1, 2, NaN);
    expect(firstNonFinite({ a: memory.subarray(1, 3) }, ['a'])).toBeUndefined();
    expect(firstNonFinite({ a: memory.subarray(1, 4) }, ['a'])).toBe('a');
  });
});
