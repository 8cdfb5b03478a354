import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { OptionError, StorageError } from '../core/errors.ts';
import type { Dataset } from './dataset.ts';

export interface ContactSheetOptions {
  /** Which split to show; `train` unless given. */
  readonly split?: 'train' | 'test' | undefined;
  /** How many images of each class, from the first on; 12 unless given. */
  readonly perClass?: number | undefined;
}

const LABEL_WIDTH = 150;
const GAP = 4;
/** The height that a cell should have at least, in pixels; images are enlarged by a whole factor to reach it. */
const CELL_HEIGHT = 56;
const MAX_PIXELS = 100_000_000;
const PAPER = 255;

interface Layout {
  readonly scale: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly width: number;
  readonly height: number;
}

function layoutOf({ imageShape, classNames }: Dataset, perClass: number): Layout {
  const [height, width] = imageShape;
  const scale = Math.max(1, Math.floor(CELL_HEIGHT / height));
  const cellWidth = width * scale + GAP;
  const cellHeight = height * scale + GAP;
  const layout = {
    scale,
    cellWidth,
    cellHeight,
    width: LABEL_WIDTH + perClass * cellWidth,
    height: GAP + classNames.length * cellHeight,
  };
  const pixels = layout.width * layout.height;
  if (!Number.isInteger(perClass) || perClass < 1 || pixels > MAX_PIXELS) {
    throw new OptionError(`contact sheet: cannot show ${perClass} images of each class`, {
      value: perClass,
      expected: `a whole number, 1 or more, that gives at most ${MAX_PIXELS} pixels`,
      hint: 'Show fewer images of each class.',
    });
  }
  return layout;
}

/** Copies one image into its cell, enlarged; grey and grey with alpha become grey, others their first three channels. */
function placeImage(
  sheet: Uint8Array,
  layout: Layout,
  dataset: Dataset,
  image: Uint8Array,
  left: number,
  top: number,
) {
  const [height, width, channels] = dataset.imageShape;
  const { scale } = layout;
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      const from = (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
      const to = ((top + y) * layout.width + left + x) * 3;
      for (let channel = 0; channel < 3; channel++)
        sheet[to + channel] = image[from + (channels < 3 ? 0 : channel)]!;
    }
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text that is safe inside XML: entities for its special characters, and nothing for control characters. */
export function escapeXml(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}

function labelsSvg({ classNames }: Dataset, { cellHeight, height }: Layout): Buffer {
  const rows = classNames.map((name, row) => {
    const y = GAP + row * cellHeight + (cellHeight - GAP) / 2 + 5;
    const short = name.length > 20 ? `${name.slice(0, 19)}…` : name;
    return `<text x="8" y="${y}">${escapeXml(short)}</text>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_WIDTH}" height="${height}">` +
      `<g font-family="sans-serif" font-size="14" fill="#222222">${rows.join('')}</g></svg>`,
  );
}

/**
 * A picture of a data set: a row for each class, with its name and its first images.
 *
 * @returns a PNG file's bytes
 * @throws OptionError for a number of images that is not 1 or more, or gives a picture too large
 */
export async function contactSheet(dataset: Dataset, options: ContactSheetOptions = {}): Promise<Buffer> {
  const { split = 'train', perClass = 12 } = options;
  const layout = layoutOf(dataset, perClass);
  const { images, labels } = dataset[split];
  const imageBytes = dataset.imageShape[0] * dataset.imageShape[1] * dataset.imageShape[2];
  const sheet = new Uint8Array(layout.width * layout.height * 3).fill(PAPER);
  const shown = new Int32Array(dataset.classNames.length);
  labels.forEach((label, index) => {
    if (shown[label]! >= perClass) return;
    const left = LABEL_WIDTH + shown[label]! * layout.cellWidth;
    const top = GAP + label * layout.cellHeight;
    const image = images.subarray(index * imageBytes, (index + 1) * imageBytes);
    placeImage(sheet, layout, dataset, image, left, top);
    shown[label]! += 1;
  });
  return sharp(sheet, { raw: { width: layout.width, height: layout.height, channels: 3 } })
    .composite([{ input: labelsSvg(dataset, layout), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

/**
 * Writes a contact sheet to a file, as PNG.
 *
 * @throws StorageError where the file cannot be written
 * @throws what {@link contactSheet} throws
 */
export async function writeContactSheet(
  dataset: Dataset,
  path: string,
  options: ContactSheetOptions = {},
): Promise<void> {
  const png = await contactSheet(dataset, options);
  try {
    await writeFile(path, png);
  } catch (error) {
    throw new StorageError(
      `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
      {
        value: path,
        expected: 'a file that can be written',
        hint: 'Check that its folder exists and can be written.',
        cause: error,
      },
    );
  }
}
