import { describe, expect, it } from 'vitest';
import { resizeMaps, unitMaps } from './resize-maps.ts';

describe('resizeMaps', () => {
  it('goes evenly from centre to centre, and stays beyond the outermost', () => {
    const { values } = resizeMaps({ values: Float32Array.of(0, 1), count: 1, height: 1, width: 2 }, 1, 4);
    expect([...values]).toEqual([0, 0.25, 0.75, 1]);
  });

  it('keeps maps of the size as they are, apart from each other', () => {
    const maps = { values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), count: 2, height: 2, width: 2 };
    expect(resizeMaps(maps, 2, 2)).toEqual(maps);
    const { values } = resizeMaps(maps, 4, 4);
    expect([values[0], values[15], values[16], values[31]]).toEqual([1, 4, 5, 8]);
    expect(values[5]).toBeCloseTo(1.75, 6);
  });

  it('takes odd sizes, larger and smaller', () => {
    const maps = { values: Float32Array.of(0, 3, 6), count: 1, height: 3, width: 1 };
    expect([...resizeMaps(maps, 2, 1).values]).toEqual([0.75, 5.25]);
    // As torch.nn.functional.interpolate(torch.tensor([[[0., 3., 6.]]]), size=5, mode='linear').
    [0, 1.2, 3, 4.8, 6].forEach((value, at) => {
      expect(resizeMaps(maps, 5, 1).values[at]).toBeCloseTo(value, 5);
    });
  });
});

describe('unitMaps', () => {
  it('gives each map its own scale, and leaves one without anything for the class at 0', () => {
    const values = Float32Array.of(-1, 2, 4, 0, -3, -1, 0, -2);
    const maps = unitMaps({ values, count: 2, height: 1, width: 4 });
    expect([...maps.values]).toEqual([0, 0.5, 1, 0, 0, 0, 0, 0]);
  });
});
