import { describe, expect, it } from 'vitest';
import { halfBlocks } from './half-blocks.ts';
import { shades } from './shades.ts';
import { smallImage } from './small-image.ts';

const look = { width: 80, colorBits: 24, light: false } as const;

describe('smallImage', () => {
  it('enlarges by a whole factor', () => {
    const image = smallImage(Uint8Array.of(10, 20), [1, 2, 1], { width: 5, height: 5 });
    expect([image.width, image.height]).toEqual([4, 2]);
    expect(image.pixels.map(([red]) => red)).toEqual([10, 10, 20, 20, 10, 10, 20, 20]);
  });

  it('reduces to the means of areas, parts of pixels by their size', () => {
    const image = smallImage(Uint8Array.of(0, 90, 180), [1, 3, 1], { width: 2, height: 9 });
    expect([image.width, image.height]).toEqual([2, 1]);
    // Each is one pixel and half of the middle one.
    expect(image.pixels).toEqual([
      [30, 30, 30],
      [150, 150, 150],
    ]);
  });

  it.each([
    [1, [7, 7, 7]],
    [2, [7, 7, 7]],
    [3, [7, 8, 9]],
    [4, [7, 8, 9]],
  ])('takes %i channels', (channels, pixel) => {
    const bytes = Uint8Array.of(7, 8, 9, 255).subarray(0, channels);
    expect(smallImage(bytes, [1, 1, channels], { width: 1, height: 1 }).pixels).toEqual([pixel]);
  });
});

describe('halfBlocks', () => {
  it('puts two pixels into a character, equal neighbours into one run, and leaves out what is below a last odd row', () => {
    const image = smallImage(Uint8Array.of(1, 1, 2, 3, 3, 4, 5, 5, 5), [3, 3, 1], { width: 3, height: 3 });
    expect(halfBlocks(image, look)).toEqual([
      '\u001b[38;2;1;1;1;48;2;3;3;3m▀▀\u001b[0m\u001b[38;2;2;2;2;48;2;4;4;4m▀\u001b[0m',
      '\u001b[38;2;5;5;5m▀▀▀\u001b[0m',
    ]);
  });

  it('tells colours apart that are equal in one channel', () => {
    const image = smallImage(Uint8Array.of(1, 2, 3, 1, 2, 4), [1, 2, 3], { width: 2, height: 1 });
    expect(halfBlocks(image, look)[0]).toContain('38;2;1;2;4');
  });
});

describe('shades', () => {
  it('goes from a space for black to a full character for white', () => {
    const image = smallImage(Uint8Array.of(0, 255, 0, 255), [2, 2, 1], { width: 2, height: 2 });
    expect(shades(image)).toEqual([' @']);
  });
});
