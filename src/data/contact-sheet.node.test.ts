import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { OptionError, StorageError } from '../core/errors.ts';
import { brightness } from './augment/brightness.ts';
import { crop } from './augment/crop.ts';
import { contactSheet, writeContactSheet } from './contact-sheet.node.ts';
import type { Dataset } from './dataset.ts';
import { escapeXml } from './image-sheet.node.ts';

/** Three images of 2 × 2 pixels: class 1 white, class 0 grey, class 1 black. */
const dataset: Dataset = {
  name: 'tiny',
  title: 'Tiny',
  imageShape: [2, 2, 1],
  classNames: ['<a> & "b"', 'second'],
  train: {
    images: Uint8Array.from([255, 128, 0].flatMap((v) => [v, v, v, v])),
    labels: Int32Array.of(1, 0, 1),
  },
  test: { images: new Uint8Array(4), labels: Int32Array.of(0) },
  digest: 'd',
  origin: 'o',
};

describe('contactSheet', () => {
  it('has a row a class with its images in order, beside the names', async () => {
    const png = await contactSheet(dataset, { perClass: 2 });
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([150 + 2 * 60, 4 + 2 * 60]);
    const at = (x: number, y: number) => data[(y * info.width + x) * 3]!;
    expect(at(150 + 28, 4 + 28)).toBe(128);
    expect(at(150 + 28, 64 + 28)).toBe(255);
    expect(at(150 + 60 + 28, 64 + 28)).toBe(0);
    // The second cell of the first row stays empty.
    expect(at(150 + 60 + 28, 4 + 28)).toBe(255);
  });

  it('refuses numbers of images that give no picture, or one too large', async () => {
    for (const perClass of [0, 1.5, 1_000_000]) {
      await expect(contactSheet(dataset, { perClass })).rejects.toThrow(OptionError);
    }
  });

  it('shows the first image of each class and what augmentations make of it, by a seed', async () => {
    const augment = [brightness({ change: [-0.5, 0] })];
    const values = async (seed: number) => {
      const png = await contactSheet(dataset, { perClass: 4, augment, seed });
      const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      return [0, 1].map((row) =>
        [0, 1, 2, 3].map((column) => data[((32 + 60 * row) * info.width + 150 + 60 * column + 28) * 3]!),
      );
    };
    const [grey, white] = await values(1);
    expect([grey![0], white![0]]).toEqual([128, 255]);
    const draws = [...grey!.slice(1), ...white!.slice(1)];
    expect(draws.every((value, index) => value < (index < 3 ? 128 : 255))).toBe(true);
    expect(new Set(draws).size).toBe(6);
    expect(await values(1)).toEqual([grey, white]);
    expect(await values(2)).not.toEqual([grey, white]);
    const tooMuch = { augment: [crop({ padding: 2, mode: 'reflect' })] };
    await expect(contactSheet(dataset, tooMuch)).rejects.toThrow(
      'augment[0].padding: 2 pixels cannot be reflected',
    );
  });

  it('names the file that cannot be written', async () => {
    const root = await mkdtemp(join(tmpdir(), 'atelier-sheet-'));
    const path = join(root, 'no', 'sheet.png');
    await expect(writeContactSheet(dataset, path)).rejects.toThrow(StorageError);
    await expect(writeContactSheet(dataset, path)).rejects.toThrow(path);
    await rm(root, { recursive: true });
  });
});

describe('escapeXml', () => {
  it('leaves no character that XML reads as its own', () => {
    expect(escapeXml(`<b a="1">&'\u0000\ud800👗`)).toBe('&lt;b a=&quot;1&quot;&gt;&amp;&apos;👗');
  });
});
