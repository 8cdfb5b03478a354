import { describe, expect, it } from 'vitest';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-precision.ts';

const ALL = Uint16Array.from({ length: 0x8000 }, (_, word) => word);

describe('float16ToFloat32', () => {
  it.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0x3c01, 1 + 2 ** -10],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xc000, -2],
    [0x8000, -0],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])('reads %i as %f', (word, value) => {
    expect(float16ToFloat32(Uint16Array.of(word))[0]).toBe(value);
  });

  it('rises from every number to the next', () => {
    const values = float16ToFloat32(ALL.subarray(0, 0x7c01));
    expect(values.every((value, at) => at === 0 || value > values[at - 1]!)).toBe(true);
  });
});

describe('bfloat16ToFloat32', () => {
  it.each([
    [0x3f80, 1],
    [0xc040, -3],
    [0x4049, 3.140625],
    [0x0001, 2 ** -133],
    [0x8000, -0],
    [0x7f80, Infinity],
    [0x7fc0, NaN],
  ])('reads %i as %f', (word, value) => {
    expect(bfloat16ToFloat32(Uint16Array.of(word))[0]).toBe(value);
  });
});
