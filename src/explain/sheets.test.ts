import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { filterSheet } from './filter-sheet.node.ts';
import { mapSheet, type MapCard } from './map-sheet.node.ts';
import { overlayImages } from './overlay.ts';
import { heatColor, signedColor } from './palettes.ts';

async function decoded(png: Buffer) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
  };
}

const card = (more: Partial<MapCard> = {}): MapCard => ({
  image: Uint8Array.of(0, 0, 255, 0),
  map: Float32Array.of(1, 0, 0, 0),
  caption: ['<b>&"', 'second line'],
  wrong: false,
  ...more,
});

describe('mapSheet', () => {
  it('has each image beside its map, in rows', async () => {
    const cards = Array.from({ length: 5 }, () => card());
    const sheet = await decoded(await mapSheet({ imageShape: [2, 2, 1], title: 'A title', cards }));
    // Enlarged to 140 pixels; three cards a row.
    expect(sheet.width).toBe(2 * 20 + 3 * 284 + 2 * 24);
    for (const [left, top] of [
      [20, 64],
      [20 + 308, 64],
      [20, 64 + 140 + 8 + 2 * 17 + 24],
    ] as const) {
      expect(sheet.at(left + 10, top + 10)).toEqual([0, 0, 0]);
      expect(sheet.at(left + 10, top + 130)).toEqual([255, 255, 255]);
      const hot = sheet.at(left + 144 + 2, top + 2);
      heatColor(1).forEach((channel, index) => {
        expect(Math.abs(hot[index]! - channel * 0.9 * 0.85)).toBeLessThan(3);
      });
      // Without heat, a light pixel stays grey.
      const cold = sheet.at(left + 144 + 2, top + 138);
      expect(Math.max(...cold) - Math.min(...cold)).toBeLessThan(25);
      expect(Math.min(...cold)).toBeGreaterThan(120);
    }
    expect(sheet.at(20 + 308, 64 + 140 + 8 + 2 * 17 + 24 + 50)).not.toEqual([255, 255, 255]);
    expect(sheet.at(20 + 2 * 308 + 10, 64 + 140 + 8 + 2 * 17 + 24 + 10)).toEqual([255, 255, 255]);
  });

  it('shows colours, and large images as they are', async () => {
    const image = new Uint8Array(200 * 100 * 3).map((_, at) => [200, 100, 0][at % 3]!);
    const cards = [card({ image, map: new Float32Array(200 * 100), caption: ['one'], wrong: true })];
    const sheet = await decoded(await mapSheet({ imageShape: [200, 100, 3], title: '', cards }));
    expect(sheet.at(20 + 50, 64 + 199)).toEqual([200, 100, 0]);
    expect(sheet.height).toBe(64 + 200 + 8 + 17 + 20);
  });

  it('is refused where it would be too large', () => {
    const cards = Array.from({ length: 700 }, () => card());
    expect(() => mapSheet({ imageShape: [300, 300, 1], title: '', cards })).toThrow('700 maps');
  });
});

describe('overlayImages', () => {
  it('has the colour of the heat, and without it the image in grey', () => {
    const images = Uint8Array.of(0, 0, 0, 255, 255, 255);
    const [hot, cold] = [
      overlayImages(images, Uint8Array.of(255, 0), [1, 2, 3]),
      overlayImages(images, Uint8Array.of(0, 0), [1, 2, 3]),
    ];
    heatColor(1).forEach((channel, at) => {
      expect(hot[at]).toBe(Math.round(channel * 0.9 * 0.85));
    });
    expect([...hot.subarray(3)]).toEqual([...cold.subarray(3)]);
    expect(cold[3]).toBeGreaterThan(cold[0]! + 100);
    expect([...overlayImages(Uint8Array.of(0, 255), Uint8Array.of(255, 0), [1, 2, 1])]).toEqual([...hot]);
  });
});

describe('filterSheet', () => {
  const filters = { name: 'conv2d1.kernel', count: 2, height: 1, width: 2, channels: 1, scale: 0.5 } as const;

  it('has weights above 0 in red, below in blue', async () => {
    const pictures = Uint8Array.of(255, 128, 1, 200);
    const sheet = await decoded(await filterSheet({ ...filters, pictures }));
    expect(sheet.at(22, 54)).toEqual([...signedColor(255)]);
    expect(sheet.at(20 + 45, 54)).toEqual([...signedColor(128)]);
    expect(sheet.at(20 + 66 + 2, 54)).toEqual([...signedColor(1)]);
  });

  it('has a hundred of very many', async () => {
    const pictures = new Uint8Array(300 * 2).fill(255);
    const sheet = await decoded(await filterSheet({ ...filters, count: 300, pictures }));
    const red = signedColor(255).join();
    const columns = Math.ceil(Math.sqrt((100 * 36) / 66));
    const rows = Math.ceil(100 / columns);
    expect(sheet.at(22 + ((100 - 1) % columns) * 66, 54 + (rows - 1) * 36).join()).toBe(red);
    expect(sheet.height).toBe(52 + rows * 36 - 6 + 20);
  });

  it('has kernels over colours in their colours', async () => {
    const pictures = Uint8Array.of(255, 0, 10, 128, 128, 128, 1, 2, 3, 4, 5, 6);
    const sheet = await decoded(await filterSheet({ ...filters, channels: 3, pictures }));
    expect(sheet.at(22, 54)).toEqual([255, 0, 10]);
  });
});
