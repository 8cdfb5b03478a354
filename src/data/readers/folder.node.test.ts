import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataFormatOf } from '../data-spec.ts';
import { loadDataset } from '../load-dataset.node.ts';

let base: string;
let root: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'atelier-folder-'));
  root = join(base, 'set');
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

/** Writes a picture of one colour; its name says the format. */
async function put(path: string, colour: readonly number[], height = 4, width = 3): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  const [r = 0, g = r, b = r] = colour;
  const picture = sharp({ create: { height, width, channels: 3, background: { r, g, b } } });
  const grey = colour.length === 1 ? picture.toColourspace('b-w') : picture;
  await (path.endsWith('.webp') ? grey.webp({ lossless: true }) : grey).toFile(target);
}

const load = (options: Partial<DataFormatOf<'folder'>> = {}) =>
  loadDataset({ type: 'folder', path: root, ...options });

describe('a folder of pictures', () => {
  it('has a class for each folder, in the order of names, and holds a fifth out for testing', async () => {
    for (let index = 0; index < 5; index++) {
      await put(`b rose/${index}.png`, [200 + index]);
      await put(`A lily/${index}.${['png', 'jpg'][index % 2]!}`, [10 * index]);
    }
    await writeFile(join(root, 'README.txt'), 'not counted');
    await writeFile(join(root, 'b rose', '.DS_Store'), 'hidden');
    await writeFile(join(root, 'b rose', 'Thumbs.db'), 'litter');
    await mkdir(join(root, '.git'));
    const dataset = await load();
    expect(dataset).toMatchObject({
      name: 'set',
      imageShape: [4, 3, 1],
      classNames: ['A lily', 'b rose'],
      origin: root,
      source: { data: { type: 'folder', path: root, name: 'set', size: [4, 3], channels: 1 } },
    });
    expect([...dataset.train.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...dataset.test.labels]).toEqual([0, 1]);
    const shades = [...dataset.train.images, ...dataset.test.images].filter((_, at) => at % 12 === 0);
    expect(shades.sort((a, b) => a - b)).toEqual([0, 10, 20, 30, 40, 200, 201, 202, 203, 204]);
    expect((await loadDataset(root)).digest).toBe(dataset.digest);
    expect((await load({ test: { count: 4 }, seed: 3 })).test.labels).toHaveLength(4);
  });

  it('has train, test and val folders of its own', async () => {
    await put('train/car/1.png', [1, 2, 3]);
    await put('train/train/1.png', [4, 5, 6]);
    await put('test/train/1.png', [7, 8, 9]);
    await put('val/car/1.png', [10, 11, 12]);
    await put('val/train/1.png', [13, 14, 15]);
    const dataset = await load();
    expect(dataset).toMatchObject({ imageShape: [4, 3, 3], classNames: ['car', 'train'] });
    expect([...dataset.train.labels]).toEqual([0, 1, 0, 1]);
    expect([...dataset.givenValidation!]).toEqual([2, 3]);
    expect([...dataset.test.labels]).toEqual([1]);
    expect([...dataset.test.images.subarray(0, 3)]).toEqual([7, 8, 9]);
    expect([...dataset.train.images.subarray(36 * 3, 36 * 3 + 3)]).toEqual([13, 14, 15]);
    await expect(load({ test: { count: 1 } })).rejects.toThrow('has a test part of its own');
    await put('test/boat/1.png', [1, 2, 3]);
    await expect(load()).rejects.toThrow('test/boat is a class that train has not');
  });

  it('with a class called train is no set with parts', async () => {
    for (const index of [1, 2, 3, 4, 5]) {
      await put(`train/${index}.png`, [1]);
      await put(`car/${index}.png`, [2]);
    }
    expect((await load()).classNames).toEqual(['car', 'train']);
  });

  it('makes pictures grey or coloured, and fits them into a size', async () => {
    for (const index of [1, 2, 3, 4, 5]) {
      await put(`a/${index}.png`, [90]);
      await put(`b/${index}.webp`, [255, 0, 0], 8, 8);
    }
    await expect(load()).rejects.toThrow(
      /it has pictures of 2 sizes: \S+a\/1\.png has 4 × 3 pixels, \S+b\/1\.webp has 8 × 8/,
    );
    const coloured = await load({ size: [6, 5] });
    expect(coloured.imageShape).toEqual([6, 5, 3]);
    expect([...coloured.train.images.subarray(0, 3)]).toEqual([90, 90, 90]);
    const grey = await loadDataset(root, { size: 6, channels: 1 });
    expect(grey.imageShape).toEqual([6, 6, 1]);
    const inverted = await load({ size: 6, channels: 1, invert: 'yes' });
    expect(inverted.train.images[0]).toBe(255 - grey.train.images[0]!);
  });

  it('names the file that cannot be used', async () => {
    for (const index of [1, 2, 3, 4, 5]) {
      await put(`a/${index}.png`, [1]);
      await put(`b/${index}.png`, [2]);
    }
    const attempt = async (path: string, make: (target: string) => Promise<unknown>): Promise<string> => {
      await make(join(root, path));
      const message = await load({ size: 4, channels: 1 }).then(
        () => 'accepted',
        (error: unknown) => (error as Error).message,
      );
      await rm(join(root, path), { recursive: true });
      return message;
    };
    const picture = await sharp({ create: { height: 9, width: 9, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    const cut = picture.subarray(0, picture.length - 20);
    expect(await attempt('a/corrupt.png', (path) => writeFile(path, 'no'))).toMatch(
      /a\/corrupt\.png: not an image that can be read/,
    );
    expect(await attempt('a/cut.png', (path) => writeFile(path, cut))).toMatch(
      /a\/cut\.png: not an image that can be read/,
    );
    expect(
      await attempt('a/gif.png', async (path) => writeFile(path, await sharp(picture).gif().toBuffer())),
    ).toMatch(/a\/gif\.png: gif images are not accepted/);
    expect(await attempt('a/notes.txt', (path) => writeFile(path, ''))).toBe(
      `${root}: a/notes.txt is no PNG, JPEG or WebP file by its name`,
    );
    expect(await attempt('a/more', (path) => mkdir(path))).toBe(`${root}: a/more is a folder inside a class`);
    expect(await attempt('c', (path) => mkdir(path))).toBe(`${root}: c has no pictures`);
    expect(await attempt('a/gone.png', (path) => symlink('/nowhere.png', path))).toBe(
      `${root}: a/gone.png is a link to something that is not there`,
    );
    expect(await attempt('a/loop.png', (path) => symlink('loop.png', path))).toMatch(
      /loop\.png is a link to something/,
    );
    expect(await attempt('a/inside.png', (path) => symlink('../b/1.png', path))).toBe('accepted');
    await writeFile(join(base, 'private.png'), picture);
    expect(await attempt('a/outside.png', (path) => symlink('../../private.png', path))).toMatch(
      /a\/outside\.png is a link out of the folder, to \S+private\.png/,
    );
    await symlink('../../private.png', join(root, 'a/outside.png'));
    expect((await load({ size: 4, channels: 1, followLinks: true })).train.labels).toHaveLength(9);
  });

  it('refuses what would not fit into memory before any picture is read', async () => {
    for (let index = 0; index < 50; index++) {
      await mkdir(join(root, 'a'), { recursive: true });
      await writeFile(join(root, 'a', `${index}.png`), 'never looked at');
    }
    await expect(load({ size: 4096, channels: 3 })).rejects.toThrow(
      '50 images of 4096 × 4096 × 3 take 2516582400 bytes',
    );
  });

  it('refuses folders without pictures, and names of other sets', async () => {
    await mkdir(root);
    await expect(loadDataset(root)).rejects.toThrow('holds no data set that can be read');
    await expect(load()).rejects.toThrow('has no folders with pictures');
    await expect(load({ name: 'mnist' })).rejects.toThrow('"mnist" is the name of another data set');
    await expect(load({ size: 5000 })).rejects.toThrow('data: size: expected a side of 1 to 4096 pixels');
    await expect(loadDataset(join(root, 'no'))).rejects.toThrow('does not exist');
  });
});
