import sharp from 'sharp';
import { OptionError } from '../core/errors.ts';
import { escapeXml, placeImage } from './image-sheet.node.ts';

/** An image with the lines below it. */
export interface CaptionedImage {
  readonly image: Uint8Array;
  readonly captions: readonly string[];
}

const GAP = 8;
const LINE = 15;
/** The width of a cell at least, in pixels: room for a line of so many letters. */
const CELL_WIDTH = 132;
const LETTERS = 20;
/** The height that images should have at least, in pixels; they are enlarged by a whole factor to reach it. */
const IMAGE_HEIGHT = 84;
const MOST_COLUMNS = 8;
const MAX_PIXELS = 100_000_000;

/**
 * A picture of images in rows, each with its captions below it; a PNG file's bytes.
 *
 * @throws OptionError where there are none, or too many for one picture
 */
export async function captionedSheet(
  imageShape: readonly [height: number, width: number, channels: number],
  images: readonly CaptionedImage[],
): Promise<Buffer> {
  const [imageHeight, imageWidth] = imageShape;
  const scale = Math.max(1, Math.floor(IMAGE_HEIGHT / imageHeight));
  const lines = Math.max(0, ...images.map(({ captions }) => captions.length));
  const cellWidth = GAP + Math.max(CELL_WIDTH, imageWidth * scale);
  const cellHeight = 2 * GAP + imageHeight * scale + lines * LINE;
  const columns = Math.min(MOST_COLUMNS, images.length);
  const width = GAP + columns * cellWidth;
  const height = GAP + Math.ceil(images.length / Math.max(1, columns)) * cellHeight;
  if (images.length === 0 || width * height > MAX_PIXELS) {
    throw new OptionError(`a sheet cannot show ${images.length} images`, {
      value: images.length,
      expected: `one or more, on at most ${MAX_PIXELS} pixels`,
    });
  }
  const sheet = new Uint8Array(width * height * 3).fill(255);
  const texts: string[] = [];
  images.forEach(({ image, captions }, place) => {
    const left = GAP + (place % columns) * cellWidth;
    const top = GAP + Math.floor(place / columns) * cellHeight;
    placeImage(sheet, { imageShape, scale, width }, image, left, top);
    captions.forEach((caption, line) => {
      const y = top + imageHeight * scale + (line + 1) * LINE;
      const short = caption.length > LETTERS ? `${caption.slice(0, LETTERS - 1)}…` : caption;
      texts.push(`<text x="${left}" y="${y}">${escapeXml(short)}</text>`);
    });
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<g font-family="sans-serif" font-size="12" fill="#222222">${texts.join('')}</g></svg>`;
  return sharp(sheet, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(svg), left: 0, top: 0 }])
    .png()
    .toBuffer();
}
