import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, OptionError, StorageError } from '../core/errors.ts';
import { readImageFile } from './image-file.node.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-image-'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const plain = (width: number, height: number, background: string, channels: 3 | 4 = 3): Sharp =>
  sharp({ create: { width, height, channels, background } });

async function save(image: Sharp, name: string): Promise<string> {
  const path = join(root, name);
  await image.toFile(path);
  return path;
}

const grey: readonly [number, number, number] = [28, 28, 1];

describe('readImageFile', () => {
  it('gives back the very pixels of a grey PNG of the right size', async () => {
    const pixels = Uint8Array.from({ length: 784 }, (_, index) => index % 256);
    const path = await save(sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } }), 'a.png');
    const image = await readImageFile(path, { shape: grey });
    expect([...image.pixels]).toEqual([...pixels]);
    expect(image.steps[0]).toBe('Read a PNG image of 28 × 28 pixels.');
  });

  it.each(['a.png', 'a.jpg', 'a.webp'])(
    'reads %s of any size and fills what is left with its border',
    async (name) => {
      const object = await plain(60, 20, '#ffffff').png().toBuffer();
      const scene = plain(100, 50, '#202020').composite([{ input: object, left: 20, top: 15 }]);
      const image = await readImageFile(await save(scene, name), { shape: grey });
      expect(image.pixels).toHaveLength(784);
      expect(image.lightBackground).toBe(false);
      const at = (row: number, column: number) => image.pixels[row * 28 + column]!;
      expect(at(14, 14)).toBeGreaterThan(240);
      for (const value of [at(0, 0), at(3, 14), at(27, 27), at(14, 1)])
        expect(Math.abs(value - 0x20)).toBeLessThan(6);
      expect(image.steps.join(' ')).toContain('Scaled it by 0.28 to fit 28 × 28');
      expect(image.steps.join(' ')).toContain('Filled the rest with the colour of its border.');
    },
  );

  it('says that a background is light, and inverts only where it is asked to', async () => {
    const path = await save(plain(40, 40, '#f0f0f0'), 'light.png');
    const left = await readImageFile(path, { shape: grey });
    expect(left).toMatchObject({ lightBackground: true });
    expect(left.pixels[0]).toBe(0xf0);
    expect(left.steps.at(-2)).toMatch(/Left light and dark .* brightness of 0.94/);
    const auto = await readImageFile(path, { shape: grey, invert: 'auto' });
    expect(auto.pixels[400]).toBe(255 - 0xf0);
    expect(auto.lightBackground).toBe(true);
    const dark = await save(plain(40, 40, '#101010'), 'dark.png');
    expect((await readImageFile(dark, { shape: grey, invert: 'auto' })).pixels[0]).toBe(0x10);
    expect((await readImageFile(dark, { shape: grey, invert: 'yes' })).pixels[0]).toBe(0xef);
  });

  it('puts transparent images on black', async () => {
    const path = await save(plain(28, 28, 'rgba(255,255,255,0)', 4), 'clear.png');
    const image = await readImageFile(path, { shape: grey });
    expect(Math.max(...image.pixels)).toBe(0);
    expect(image.steps).toContain('Put it on black where it is transparent.');
  });

  it('puts a black drawing on transparent ground on white', async () => {
    const shape = await plain(10, 10, 'rgba(0,0,0,1)', 4).png().toBuffer();
    const drawing = plain(28, 28, 'rgba(0,0,0,0)', 4).composite([{ input: shape, left: 9, top: 9 }]);
    const path = await save(drawing, 'drawing.png');
    const image = await readImageFile(path, { shape: grey });
    expect([image.pixels[0], image.pixels[14 * 28 + 14]]).toEqual([255, 0]);
    expect(image).toMatchObject({ lightBackground: true });
    expect(image.steps).toContain(
      'Put it on white where it is transparent: nothing of it would be seen on black.',
    );
  });

  it('gives colour to models that take it, from grey files too', async () => {
    const colour = await readImageFile(await save(plain(64, 32, '#ff8000'), 'c.png'), { shape: [8, 8, 3] });
    expect([...colour.pixels.subarray(0, 3)]).toEqual([255, 128, 0]);
    expect([...colour.pixels.subarray(4 * 24, 4 * 24 + 3)]).toEqual([255, 128, 0]);
    const path = await save(plain(16, 16, '#808080').toColourspace('b-w'), 'g.png');
    expect([...(await readImageFile(path, { shape: [8, 8, 3] })).pixels.subarray(0, 3)]).toEqual([
      128, 128, 128,
    ]);
  });

  it.each([
    ['rgb16', 'deep.png', 0],
    ['grey16', 'deep-grey.png', 0],
    ['cmyk', 'printed.jpg', 16],
  ])('reads %s as 8 bits, for models that take grey and colour', async (space, name, tolerance) => {
    const path = await save(plain(28, 28, '#808080').toColourspace(space), name);
    for (const shape of [grey, [28, 28, 3], [14, 20, 1], [14, 20, 3]] as const) {
      const { pixels } = await readImageFile(path, { shape });
      expect(pixels).toHaveLength(shape[0] * shape[1] * shape[2]);
      expect(Math.max(...pixels.map((value) => Math.abs(value - 128)))).toBeLessThanOrEqual(tolerance);
    }
  });

  it('turns photographs upright as their camera noted', async () => {
    const half = await plain(10, 20, '#ffffff').png().toBuffer();
    const scene = plain(20, 20, '#000000').composite([{ input: half, left: 0, top: 0 }]);
    const path = await save(scene.withMetadata({ orientation: 6 }).jpeg({ quality: 100 }), 'turned.jpg');
    const image = await readImageFile(path, { shape: [20, 20, 1] });
    expect(image.pixels[3 * 20 + 15]).toBeGreaterThan(200);
    expect(image.pixels[16 * 20 + 5]).toBeLessThan(50);
  });

  it('names a file that is missing, no image, of another format, cut short or a folder', async () => {
    const read = (path: string) => readImageFile(path, { shape: grey });
    await expect(read(join(root, 'none.png'))).rejects.toThrow(StorageError);
    await expect(read(join(root, 'none.png'))).rejects.toThrow('none.png');
    await expect(read(root)).rejects.toThrow('it is not a file');
    const text = join(root, 'text.png');
    await writeFile(text, 'not an image');
    await expect(read(text)).rejects.toThrow(DataError);
    await expect(read(text)).rejects.toThrow('text.png: not an image that can be read');
    const svg = join(root, 'a.svg');
    await writeFile(svg, '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(read(svg)).rejects.toThrow('svg images are not accepted');
    const whole = await readFile(await save(plain(200, 200, '#123456'), 'whole.jpg'));
    const cut = join(root, 'cut.jpg');
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    await expect(read(cut)).rejects.toThrow('cut.jpg: not an image that can be read');
  });

  it('refuses shapes that no image gives', async () => {
    await expect(readImageFile('a.png', { shape: [28, 28, 2] })).rejects.toThrow(OptionError);
    await expect(readImageFile('a.png', { shape: [1e6, 28, 1] })).rejects.toThrow('[1000000,28,1]');
  });
});
