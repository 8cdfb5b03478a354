import sharp from 'sharp';
import { escapeXml } from '../data/image-sheet.node.ts';
import type { FilterPictures } from './first-layer-filters.ts';
import { signedColor, type Rgb } from './palettes.ts';

/** Pictures are enlarged by a whole factor to about this side. */
const SIDE = 60;
const GAP = 6;
const MARGIN = 20;
const HEAD = 52;
const PAPER = 255;
/** Enough to see what they are like; dense layers may have thousands. */
const MOST = 100;

/**
 * A picture of a model's first filters, one beside the other; a PNG file's bytes. Weights above 0 are red, below 0 blue,
 * the darker the larger; those over three channels are shown in their colours, with grey for 0. At most the first 100.
 */
export function filterSheet(filters: FilterPictures): Promise<Buffer> {
  const { pictures, height, width: across, channels, name, scale: largest } = filters;
  const count = Math.min(filters.count, MOST);
  const scale = Math.max(1, Math.floor(SIDE / Math.max(height, across)));
  const [cellWidth, cellHeight] = [across * scale + GAP, height * scale + GAP];
  const columns = Math.ceil(Math.sqrt((count * cellHeight) / cellWidth));
  const rows = Math.ceil(count / columns);
  const width = Math.max(2 * MARGIN + columns * cellWidth - GAP, 420);
  const sheet = { width, height: HEAD + rows * cellHeight - GAP + MARGIN, channels: 3 as const };
  const pixels = new Uint8Array(sheet.width * sheet.height * 3).fill(PAPER);
  for (let filter = 0; filter < count; filter++) {
    const left = MARGIN + (filter % columns) * cellWidth;
    const top = HEAD + Math.floor(filter / columns) * cellHeight;
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < across * scale; x++) {
        const at = ((filter * height + Math.floor(y / scale)) * across + Math.floor(x / scale)) * channels;
        const color: Rgb =
          channels === 3 ? [pictures[at]!, pictures[at + 1]!, pictures[at + 2]!] : signedColor(pictures[at]!);
        pixels.set(color, ((top + y) * sheet.width + left + x) * 3);
      }
    }
  }
  const shown = count < filters.count ? `, the first ${count} of ${filters.count}` : '';
  const meaning = channels === 3 ? 'grey is 0' : 'red above 0, blue below';
  const note = `${meaning}; the largest weight is ${largest.toPrecision(3)}${shown}`;
  const text = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEAD}"><g font-family="sans-serif">` +
      `<text x="${MARGIN}" y="24" font-size="15" font-weight="bold" fill="#1a1a1a">${escapeXml(name)}</text>` +
      `<text x="${MARGIN}" y="42" font-size="12" fill="#4d4d4d">${escapeXml(note)}</text></g></svg>`,
  );
  return sharp(pixels, { raw: sheet })
    .composite([{ input: text, left: 0, top: 0 }])
    .png()
    .toBuffer();
}
