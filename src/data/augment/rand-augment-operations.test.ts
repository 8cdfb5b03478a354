import { describe, expect, it } from 'vitest';
import type { ImageShape } from './augmentation.ts';
import { randAugmentOperations } from './rand-augment-operations.ts';

function apply(name: string, amount: number, image: readonly number[], shape: ImageShape): number[] {
  const operation = randAugmentOperations.find((candidate) => candidate.name === name)!;
  const out = new Uint8Array(image.length).fill(99);
  operation.prepare(shape, { interpolation: 'nearest', fill: 7 })(Uint8Array.from(image), amount, out);
  return [...out];
}

const row = (...image: number[]) => [image, [1, image.length, 1]] as const;

describe('the operations of RandAugment', () => {
  it('are the fourteen of the paper', () => {
    expect(randAugmentOperations).toHaveLength(14);
  });

  it.each([
    ['identity', 1, row(1, 2, 3), [1, 2, 3]],
    // 0.45 of four pixels is one whole pixel, to the right for amounts above 0.
    ['translateX', 1, row(1, 2, 3, 4), [7, 1, 2, 3]],
    ['translateX', -1, row(1, 2, 3, 4), [2, 3, 4, 7]],
    [
      'translateY',
      1,
      [
        [1, 2, 3, 4],
        [4, 1, 1],
      ] as const,
      [7, 1, 2, 3],
    ],
    ['rotate', 0, row(1, 2, 3), [1, 2, 3]],
    ['shearX', 0, row(1, 2, 3), [1, 2, 3]],
    ['shearY', 0, row(1, 2, 3), [1, 2, 3]],
    ['brightness', 1, row(0, 100, 200), [0, 190, 255]],
    ['brightness', -1, row(0, 100, 200), [0, 10, 20]],
    ['contrast', 1, row(90, 110), [81, 119]],
    ['posterize', 1, row(255, 17, 15), [240, 16, 0]],
    ['posterize', 0, row(255, 17, 15), [255, 17, 15]],
    ['solarize', 1, row(0, 100, 255), [255, 155, 0]],
    ['solarize', 0.5, row(0, 127, 128, 255), [0, 127, 127, 0]],
    ['solarize', 0, row(0, 254, 255), [0, 254, 0]],
    ['autoContrast', 1, row(100, 110, 120), [0, 128, 255]],
    ['autoContrast', 1, row(5, 5), [5, 5]],
    // Fewer pixels than values: there is nothing to spread.
    ['equalize', 1, row(5, 6, 7), [5, 6, 7]],
    ['color', 1, row(10, 20, 30), [10, 20, 30]],
  ] as const)('%s by %f', (name, amount, [image, shape], expected) => {
    expect(apply(name, amount, image, shape)).toEqual(expected);
  });

  it('color moves RGB away from grey, or towards it', () => {
    // The grey of (100, 200, 50) is 153.
    expect(apply('color', -1, [100, 200, 50], [1, 1, 3])).toEqual([148, 158, 143]);
    expect(apply('color', 1, [100, 200, 50], [1, 1, 3])).toEqual([52, 242, 0]);
  });

  it('sharpness moves inner pixels away from their neighbours, or towards them', () => {
    const point = [0, 0, 0, 0, 130, 0, 0, 0, 0];
    // Smoothed it is 50.
    expect(apply('sharpness', -1, point, [3, 3, 1])[4]).toBe(58);
    expect(apply('sharpness', 1, point, [3, 3, 1])[4]).toBe(202);
    expect(apply('sharpness', 1, [5, 9], [1, 2, 1])).toEqual([5, 9]);
  });

  it('equalize spreads values over the range', () => {
    // 510 pixels in ten values of 51 each: a step of (510 − 51) / 255 = 1, so that a value becomes how many lie below it.
    const image = Array.from({ length: 510 }, (_, index) => 100 + Math.floor(index / 51));
    const result = apply('equalize', 1, image, [510, 1, 1]);
    expect([...new Set(result)]).toEqual([0, 51, 102, 153, 204, 255]);
    expect(result[51]).toBe(51);
  });
});
