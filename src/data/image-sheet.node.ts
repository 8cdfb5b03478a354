import sharp from 'sharp';
import { OptionError } from '../core/errors.ts';

/** Images side by side, under one name. */
export interface SheetRow {
  readonly label: string;
  readonly images: readonly Uint8Array[];
}

/** Where everything is on a sheet, in pixels. */
export interface SheetLayout {
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly columns: number;
  readonly scale: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly width: number;
  readonly height: number;
}

const LABEL_WIDTH = 150;
const GAP = 4;
/** The height that a cell should have at least, in pixels; images are enlarged by a whole factor to reach it. */
const CELL_HEIGHT = 56;
const MAX_PIXELS = 100_000_000;
const PAPER = 255;

/**
 * The layout of a sheet of so many rows and columns.
 *
 * @throws OptionError for a number of columns that is not 1 or more, or gives a picture too large
 */
export function sheetLayout(
  imageShape: SheetLayout['imageShape'],
  rows: number,
  columns: number,
): SheetLayout {
  const [imageHeight, imageWidth] = imageShape;
  const scale = Math.max(1, Math.floor(CELL_HEIGHT / imageHeight));
  const cellWidth = imageWidth * scale + GAP;
  const cellHeight = imageHeight * scale + GAP;
  const width = LABEL_WIDTH + columns * cellWidth;
  const height = GAP + rows * cellHeight;
  if (!Number.isInteger(columns) || columns < 1 || width * height > MAX_PIXELS) {
    throw new OptionError(`contact sheet: cannot show ${columns} images of each class`, {
      value: columns,
      expected: `a whole number, 1 or more, that gives at most ${MAX_PIXELS} pixels`,
      hint: 'Show fewer images of each class.',
    });
  }
  return { imageShape, columns, scale, cellWidth, cellHeight, width, height };
}

/** Copies one image into its cell, enlarged; grey and grey with alpha become grey, others their first three channels. */
export function placeImage(
  sheet: Uint8Array,
  layout: Pick<SheetLayout, 'imageShape' | 'scale' | 'width'>,
  image: Uint8Array,
  left: number,
  top: number,
): void {
  const { imageShape, scale } = layout;
  const [height, width, channels] = imageShape;
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

function labelsSvg(rows: readonly SheetRow[], { cellHeight, height }: SheetLayout): Buffer {
  const texts = rows.map(({ label }, row) => {
    const y = GAP + row * cellHeight + (cellHeight - GAP) / 2 + 5;
    const short = label.length > 20 ? `${label.slice(0, 19)}…` : label;
    return `<text x="8" y="${y}">${escapeXml(short)}</text>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_WIDTH}" height="${height}">` +
      `<g font-family="sans-serif" font-size="14" fill="#222222">${texts.join('')}</g></svg>`,
  );
}

/** A picture of rows of images, each with its label before it; a PNG file's bytes. */
export function imageSheet(layout: SheetLayout, rows: readonly SheetRow[]): Promise<Buffer> {
  const { width, height, cellWidth, cellHeight } = layout;
  const sheet = new Uint8Array(width * height * 3).fill(PAPER);
  rows.forEach(({ images }, row) => {
    images.slice(0, layout.columns).forEach((image, column) => {
      placeImage(sheet, layout, image, LABEL_WIDTH + column * cellWidth, GAP + row * cellHeight);
    });
  });
  return sharp(sheet, { raw: { width, height, channels: 3 } })
    .composite([{ input: labelsSvg(rows, layout), left: 0, top: 0 }])
    .png()
    .toBuffer();
}
