import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { packImages, type ImageSheets } from './image-sheets.node.ts';
import { tilePlace } from './page/payload.ts';

/** Plain images, each of its own grey. */
function greys(values: readonly number[], imageShape: readonly [number, number, number]) {
  const size = imageShape.reduce((a, b) => a * b, 1);
  return {
    images: Uint8Array.from({ length: values.length * size }, (_, at) => values[Math.floor(at / size)]!),
    imageShape,
  };
}

/** The mean of the middle of a tile. */
async function greyOf(sheets: ImageSheets, place: number): Promise<number> {
  const { sheet, x, y } = tilePlace(place, sheets);
  const file = Buffer.from(sheets.sheets[sheet]!.replace('data:image/webp;base64,', ''), 'base64');
  const middle = { left: x + 2, top: y + 2, width: sheets.width - 4, height: sheets.height - 4 };
  const { data } = await sharp(file).extract(middle).greyscale().raw().toBuffer({ resolveWithObject: true });
  return data.reduce((sum, value) => sum + value, 0) / data.length;
}

describe('packImages', () => {
  it('gives each image its tile, over several sheets', async () => {
    const values = Array.from({ length: 1100 }, (_, index) => (index * 37) % 256);
    const sheets = await packImages(greys(values, [8, 8, 1]), { budgetBytes: 1e6, first: [] });
    expect(sheets).toMatchObject({ width: 8, height: 8, total: 1100 });
    expect(sheets.sheets).toHaveLength(2);
    expect(sheets.shown).toEqual(values.map((_, index) => index));
    for (const place of [0, 39, 40, 999, 1000, 1099]) {
      expect(Math.abs((await greyOf(sheets, place)) - values[place]!)).toBeLessThan(12);
    }
  });

  it('keeps to its budget, and to what matters most', async () => {
    const values = Array.from({ length: 2100 }, (_, index) => (index * 37) % 256);
    const source = greys(values, [8, 8, 1]);
    const whole = await packImages(source, { budgetBytes: 1e6, first: [] });
    const used = whole.sheets.reduce((sum, { length }) => sum + length, 0);
    const sheets = await packImages(source, { budgetBytes: used - 1, first: [2099, 5] });
    expect(sheets.sheets).toHaveLength(2);
    expect(sheets.shown.slice(0, 4)).toEqual([2099, 5, 0, 1]);
    expect(sheets.shown).toHaveLength(2000);
    expect(Math.abs((await greyOf(sheets, 0)) - values[2099]!)).toBeLessThan(12);
  });

  it('makes large images small, with their proportions and colours', async () => {
    const sheets = await packImages(greys([200, 30], [96, 192, 3]), { budgetBytes: 1e6, first: [] });
    expect(sheets).toMatchObject({ width: 48, height: 24 });
    expect(Math.abs((await greyOf(sheets, 1)) - 30)).toBeLessThan(12);
  });
});
