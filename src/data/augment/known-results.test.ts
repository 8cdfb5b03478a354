import { describe, expect, it } from 'vitest';
import { changed, picture } from '../../testing/changed-image.ts';
import type { AugmentationSpec, ImageShape } from './augmentation.ts';
import { brightness } from './brightness.ts';
import { contrast } from './contrast.ts';
import { crop } from './crop.ts';
import { cutout } from './cutout.ts';
import { elastic } from './elastic.ts';
import { flip } from './flip.ts';
import { noise } from './noise.ts';
import { randomErasing } from './random-erasing.ts';
import { rotate } from './rotate.ts';
import { scale } from './scale.ts';
import { shear } from './shear.ts';
import { shift } from './shift.ts';

describe('known results', () => {
  const shape = [2, 3, 1] as const;
  const image = Uint8Array.of(1, 2, 3, 4, 5, 6);
  /** The one result that all seeds share. */
  const only = (spec: AugmentationSpec, of = image, as: ImageShape = shape) => [...changed(of, as, 1, spec)];
  /** All results, sorted. */
  const all = (spec: AugmentationSpec, of = image, as: ImageShape = shape) =>
    [...new Set(Array.from({ length: 300 }, (_, seed) => changed(of, as, seed, spec).join(' ')))].sort();

  it('erases rectangles of every place, and none as high or as wide as the image', () => {
    const square = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    // A ninth of the area, as high as wide: one pixel, anywhere.
    const one = randomErasing({ area: [0.11, 0.112], aspect: [1, 1], probability: 1 });
    const erased = Array.from(square, (_, at) =>
      [...square].map((byte, k) => (k === at ? 0 : byte)).join(' '),
    );
    expect(all(one, square, [3, 3, 1])).toEqual(erased.sort());
    const whole = randomErasing({ area: [1, 1], aspect: [1, 1], probability: 1 });
    expect(all(whole, square, [3, 3, 1])).toEqual(['1 2 3 4 5 6 7 8 9']);
  });

  it('flips', () => {
    expect(only(flip({ probability: 1 }))).toEqual([3, 2, 1, 6, 5, 4]);
    expect(only(flip({ direction: 'vertical', probability: 1 }))).toEqual([4, 5, 6, 1, 2, 3]);
    const colours = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(only(flip({ probability: 1 }), colours, [1, 2, 3])).toEqual([4, 5, 6, 1, 2, 3]);
  });

  it('shifts by every distance and no other', () => {
    expect(all(shift({ horizontal: 1, vertical: 0, fill: 9 }))).toEqual([
      '1 2 3 4 5 6',
      '2 3 9 5 6 9',
      '9 1 2 9 4 5',
    ]);
    expect(all(shift({ horizontal: 0, vertical: 1 }))).toEqual(['0 0 0 1 2 3', '1 2 3 4 5 6', '4 5 6 0 0 0']);
  });

  it.each([
    ['constant', ['0 0 1', '0 1 2', '1 2 3', '2 3 0', '3 0 0']],
    ['edge', ['1 1 1', '1 1 2', '1 2 3', '2 3 3', '3 3 3']],
  ] as const)('crops from a border of the mode %s', (mode, expected) => {
    expect(
      all(crop({ padding: 2, mode }), Uint8Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3), [5, 3, 1])
        // Rows are all alike, so that those of a window inside the rows say what its columns are.
        .map((bytes) => bytes.slice(12, 17))
        .filter((bytes, index, list) => list.indexOf(bytes) === index)
        .sort(),
    ).toEqual(expected);
  });

  it('crops from a mirrored border', () => {
    const row = Uint8Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3);
    const windows = all(crop({ padding: 2, mode: 'reflect' }), row, [3, 3, 1]).map((bytes) =>
      bytes.slice(0, 5),
    );
    expect([...new Set(windows)].sort()).toEqual(['1 2 3', '2 1 2', '2 3 2', '3 2 1']);
  });

  it.each(['bilinear', 'nearest'] as const)('rotates by right angles exactly, %s', (interpolation) => {
    const square = picture([5, 5, 2]);
    const at = (of: ArrayLike<number>, y: number, x: number, channel: number) =>
      of[(y * 5 + x) * 2 + channel];
    const turned = only(rotate({ degrees: [90, 90], interpolation }), square, [5, 5, 2]);
    const half = only(rotate({ degrees: [180, 180], interpolation }), square, [5, 5, 2]);
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 5; x++)
        for (const channel of [0, 1]) {
          // Counter-clockwise: the right column becomes the top row, a transpose that is flipped vertically.
          expect(at(turned, y, x, channel)).toBe(at(square, x, 4 - y, channel));
          expect(at(half, y, x, channel)).toBe(at(square, 4 - y, 4 - x, channel));
        }
    expect(only(rotate({ degrees: 0, interpolation }), square, [5, 5, 2])).toEqual([...square]);
  });

  it('rotates non-square images about their centre, and fills what comes in', () => {
    expect(only(rotate({ degrees: [90, 90], fill: 9 }), Uint8Array.of(1, 2, 3), [1, 3, 1])).toEqual([
      9, 2, 9,
    ]);
  });

  it('scales about the centre', () => {
    const row = Uint8Array.of(0, 10, 20, 30, 40);
    // Twice as large: places −1, −1/2, 0, 1/2 and 1 about the centre.
    expect(only(scale({ factor: [2, 2] }), row, [1, 5, 1])).toEqual([10, 15, 20, 25, 30]);
    expect(only(scale({ factor: [0.5, 0.5], fill: 7 }), row, [1, 5, 1])).toEqual([7, 0, 20, 40, 7]);
  });

  it('shears rows to the right above the centre', () => {
    const column = Uint8Array.of(0, 9, 0, 0, 9, 0, 0, 9, 0);
    expect(only(shear({ degrees: [45, 45] }), column, [3, 3, 1])).toEqual([0, 0, 9, 0, 9, 0, 9, 0, 0]);
    const row = Uint8Array.of(0, 0, 0, 9, 9, 9, 0, 0, 0);
    const vertical = shear({ degrees: [45, 45], direction: 'vertical' });
    expect(only(vertical, row, [3, 3, 1])).toEqual([0, 0, 9, 0, 9, 0, 9, 0, 0]);
  });

  it('interpolates between pixels, and with the fill at the edge', () => {
    const row = Uint8Array.of(100, 200);
    // Half as large: places −1/2 and 3/2 from the first pixel.
    expect(only(scale({ factor: [0.5, 0.5], fill: 0 }), row, [1, 2, 1])).toEqual([50, 100]);
  });

  it('adds brightness and stops at the ends', () => {
    expect(only(brightness({ change: [0.5, 0.5] }), Uint8Array.of(0, 100, 200), [1, 3, 1])).toEqual([
      128, 228, 255,
    ]);
    expect(only(brightness({ change: [-0.5, -0.5] }), Uint8Array.of(0, 100, 200), [1, 3, 1])).toEqual([
      0, 0, 73,
    ]);
  });

  it('stretches contrast about the mean of each channel', () => {
    const pixels = Uint8Array.of(90, 0, 110, 200);
    expect(only(contrast({ factor: [2, 2] }), pixels, [1, 2, 2])).toEqual([80, 0, 120, 255]);
    expect(only(contrast({ factor: [0.5, 0.5] }), pixels, [1, 2, 2])).toEqual([95, 50, 105, 150]);
  });

  it('adds noise of the deviation', () => {
    const grey = new Uint8Array(10_000).fill(128);
    const noisy = changed(grey, [100, 100, 1], 1, noise({ deviation: 0.1 }));
    const mean = noisy.reduce((sum, value) => sum + value, 0) / noisy.length;
    const variance = noisy.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noisy.length;
    expect(Math.abs(mean - 128)).toBeLessThan(1);
    expect(Math.abs(Math.sqrt(variance) - 25.5)).toBeLessThan(0.6);
    const beyondTwo = noisy.filter((value) => Math.abs(value - 128) > 51).length / noisy.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.006);
  });

  it('covers squares about any pixel', () => {
    const grey = new Uint8Array(25).fill(1);
    const covered = Array.from({ length: 300 }, (_, seed) =>
      changed(grey, [5, 5, 1], seed, cutout({ size: 3 })),
    );
    const sizes = covered.map((bytes) => bytes.filter((value) => value === 0).length);
    // In a corner, at an edge, inside.
    expect([...new Set(sizes)].sort()).toEqual([4, 6, 9]);
    expect(covered.every((bytes) => bytes[12] === 1)).toBe(false);
  });

  it('erases rectangles within the area and the aspect', () => {
    const grey = new Uint8Array(32 * 32).fill(1);
    const spec = randomErasing({ area: [0.1, 0.2], aspect: [0.5, 2], probability: 1 });
    for (let seed = 0; seed < 100; seed++) {
      const bytes = changed(grey, [32, 32, 1], seed, spec);
      const gone = [...bytes.keys()].filter((index) => bytes[index] === 0);
      const rows = new Set(gone.map((index) => Math.floor(index / 32))).size;
      const columns = new Set(gone.map((index) => index % 32)).size;
      expect(gone.length).toBe(rows * columns);
      expect(gone.length / 1024).toBeGreaterThan(0.09);
      expect(gone.length / 1024).toBeLessThan(0.21);
      expect(rows / columns).toBeGreaterThan(0.4);
      expect(rows / columns).toBeLessThan(2.5);
    }
  });

  it('bends by about the displacement', () => {
    // A ramp shows how far each place came from.
    const ramp = Uint8Array.from({ length: 60 * 60 }, (_, index) => 4 * (index % 60));
    const inner: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const bent = changed(ramp, [60, 60, 1], seed, elastic({ displacement: 2, spacing: 10 }));
      for (const y of [20, 30, 40]) for (const x of [20, 30, 40]) inner.push(bent[y * 60 + x]! / 4 - x);
    }
    const deviation = Math.sqrt(inner.reduce((sum, value) => sum + value ** 2, 0) / inner.length);
    // At the nodes; 180 numbers.
    expect(Math.abs(deviation - 2)).toBeLessThan(0.4);
  });
});
