import sharp from 'sharp';
import { OptionError } from '../core/errors.ts';
import { escapeXml } from '../data/image-sheet.node.ts';
import { overlaid, pixelColor } from './overlay.ts';
import { heatColor, type Rgb } from './palettes.ts';
import { resizeMaps } from './resize-maps.ts';

/** An image, where a model looks in it, and what is written below. */
export interface MapCard {
  /** Bytes [height, width, channels]. */
  readonly image: Uint8Array;
  /** [height, width], from 0 to 1. */
  readonly map: Float32Array;
  /** Lines below the picture, the first in bold. */
  readonly caption: readonly [string, ...string[]];
  /** Whether the model was wrong, which colours the caption. */
  readonly wrong: boolean;
}

export interface MapSheet {
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** Written above. */
  readonly title: string;
  readonly cards: readonly MapCard[];
}

/** Small images are enlarged by a whole factor to about this side. */
const SIDE = 140;
const SHEET_WIDTH = 1200;
const MARGIN = 20;
const GAP = 4;
const CARD_GAP = 24;
const HEAD = 64;
const LINE = 17;
const MAX_PIXELS = 60_000_000;
const LEGEND = { width: 160, height: 12 };

interface Layout {
  readonly scale: number;
  readonly pictureWidth: number;
  readonly pictureHeight: number;
  readonly cardWidth: number;
  readonly cardHeight: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}

function layoutOf({ imageShape: [height, width], cards }: MapSheet): Layout {
  const scale = Math.max(1, Math.floor(SIDE / Math.max(height, width)));
  const [pictureWidth, pictureHeight] = [width * scale, height * scale];
  const cardWidth = Math.max(2 * pictureWidth + GAP, 220);
  const lines = cards.reduce((most, { caption }) => Math.max(most, caption.length), 0);
  const cardHeight = pictureHeight + 8 + lines * LINE;
  const fitting = Math.floor((SHEET_WIDTH - 2 * MARGIN + CARD_GAP) / (cardWidth + CARD_GAP));
  const columns = Math.max(1, Math.min(fitting, cards.length));
  const rows = Math.ceil(cards.length / columns);
  const sheet = {
    width: 2 * MARGIN + Math.max(columns * (cardWidth + CARD_GAP) - CARD_GAP, 560),
    height: HEAD + rows * (cardHeight + CARD_GAP) - CARD_GAP + MARGIN,
  };
  if (sheet.width * sheet.height > MAX_PIXELS) {
    throw new OptionError(`a picture of ${cards.length} maps would have more than ${MAX_PIXELS} pixels`, {
      value: cards.length,
      expected: 'fewer images',
    });
  }
  return { scale, pictureWidth, pictureHeight, cardWidth, cardHeight, columns, ...sheet };
}

function placePictures(
  pixels: Uint8Array,
  layout: Layout,
  card: MapCard,
  [left, top]: readonly [number, number],
  [height, width, channels]: MapSheet['imageShape'],
): void {
  const { scale, pictureWidth, pictureHeight } = layout;
  const map = resizeMaps({ values: card.map, count: 1, height, width }, pictureHeight, pictureWidth).values;
  const paint = (x: number, y: number, color: Rgb) => {
    pixels.set(color, (y * layout.width + x) * 3);
  };
  for (let y = 0; y < pictureHeight; y++) {
    for (let x = 0; x < pictureWidth; x++) {
      const pixel = Math.floor(y / scale) * width + Math.floor(x / scale);
      const color = pixelColor(card.image, pixel, channels);
      paint(left + x, top + y, color);
      paint(left + pictureWidth + GAP + x, top + y, overlaid(color, map[y * pictureWidth + x]!));
    }
  }
}

/** A line of text that ends where its card does. */
function line(text: string, [left, top]: readonly [number, number], width: number, style: string): string {
  const room = Math.floor(width / 7.4);
  const letters = Array.from(text);
  const short = letters.length > room ? `${letters.slice(0, room - 1).join('')}…` : text;
  return (
    `<svg x="${left}" y="${top}" width="${width}" height="${LINE}">` +
    `<text y="13" ${style}>${escapeXml(short)}</text></svg>`
  );
}

function writing(sheet: MapSheet, layout: Layout, corners: readonly (readonly [number, number])[]): Buffer {
  const { cardWidth, pictureHeight, width, height } = layout;
  const captions = sheet.cards.flatMap(({ caption, wrong }, index) => {
    const [left, top] = corners[index]!;
    return caption.map((text, row) => {
      const color = row === 0 ? '#1a1a1a' : wrong ? '#a3180c' : '#4d4d4d';
      const weight = row === 0 ? 'font-weight="bold"' : '';
      return line(
        text,
        [left, top + pictureHeight + 6 + row * LINE],
        cardWidth,
        `font-size="13" fill="${color}" ${weight}`,
      );
    });
  });
  const legend = width - MARGIN - LEGEND.width;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g font-family="sans-serif">` +
      line(
        sheet.title,
        [MARGIN, 18],
        legend - 2 * MARGIN,
        'font-size="15" font-weight="bold" fill="#1a1a1a"',
      ) +
      `<text x="${legend}" y="50" font-size="11" fill="#4d4d4d">nothing</text>` +
      `<text x="${legend + LEGEND.width}" y="50" font-size="11" fill="#4d4d4d" text-anchor="end">most for the class</text>` +
      `${captions.join('')}</g></svg>`,
  );
}

/**
 * A picture of images, each beside where a model looks in it, with captions and a scale; a PNG file's bytes.
 *
 * @throws OptionError where it would be too large
 */
export function mapSheet(sheet: MapSheet): Promise<Buffer> {
  const layout = layoutOf(sheet);
  const { width, height, columns, cardWidth, cardHeight } = layout;
  const pixels = new Uint8Array(width * height * 3).fill(255);
  const corners = sheet.cards.map((_, index): [number, number] => [
    MARGIN + (index % columns) * (cardWidth + CARD_GAP),
    HEAD + Math.floor(index / columns) * (cardHeight + CARD_GAP),
  ]);
  sheet.cards.forEach((card, index) => {
    placePictures(pixels, layout, card, corners[index]!, sheet.imageShape);
  });
  for (let x = 0; x < LEGEND.width; x++) {
    const color = heatColor(x / (LEGEND.width - 1));
    for (let y = 0; y < LEGEND.height; y++) {
      pixels.set(color, ((24 + y) * width + width - MARGIN - LEGEND.width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .composite([{ input: writing(sheet, layout, corners), left: 0, top: 0 }])
    .png()
    .toBuffer();
}
