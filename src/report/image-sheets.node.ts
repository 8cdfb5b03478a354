import sharp from 'sharp';
import type { ImageBytes } from './image-bytes.ts';

/** Small pictures of test images, many to a sheet, as a page can hold them. */
export interface ImageSheets {
  /** The size of a tile, in pixels; large images are scaled down. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** WebP files as `data:` addresses. */
  readonly sheets: readonly string[];
  /** The test images that have a tile, in the order of the tiles. */
  readonly shown: readonly number[];
  /** How many test images there are. */
  readonly total: number;
}

export interface SheetOptions {
  /** The most that the sheets may take together, as base64. */
  readonly budgetBytes: number;
  /** Those that matter most, where not all fit; the others follow in their order. */
  readonly first: readonly number[];
}

const MAX_SIDE = 48;
const COLUMNS = 40;
const ROWS = 25;
const QUALITY = 50;
const EFFORT = 2;

/** Packs pictures of images into sheets: of all, or of as many as the budget allows, those of `first` before others. */
export async function packImages(
  source: ImageBytes,
  { budgetBytes, first }: SheetOptions,
): Promise<ImageSheets> {
  const [height, width, channels] = source.imageShape;
  const total = source.images.length / (height * width * channels);
  const scale = Math.min(1, MAX_SIDE / Math.max(height, width));
  const tile = {
    height: Math.max(1, Math.round(height * scale)),
    width: Math.max(1, Math.round(width * scale)),
  };
  const order = [...new Set([...first, ...Array.from({ length: total }, (_, index) => index)])];
  const perSheet = COLUMNS * ROWS;
  const sheets: string[] = [];
  const shown: number[] = [];
  let used = 0;
  for (let start = 0; start < total; start += perSheet) {
    const members = order.slice(start, start + perSheet);
    const sheet = await encodeSheet(source, members, tile);
    used += sheet.length;
    if (used > budgetBytes) break;
    sheets.push(sheet);
    shown.push(...members);
  }
  return { ...tile, columns: COLUMNS, rows: ROWS, sheets, shown, total };
}

async function encodeSheet(
  { images, imageShape: [height, width, channels] }: ImageBytes,
  members: readonly number[],
  tile: { readonly width: number; readonly height: number },
): Promise<string> {
  const size = height * width * channels;
  const rows = Math.ceil(members.length / COLUMNS);
  const stride = COLUMNS * tile.width * channels;
  const sheet = new Uint8Array(rows * tile.height * stride);
  for (const [place, member] of members.entries()) {
    const pixels = images.subarray(member * size, (member + 1) * size);
    const raw = { width, height, channels: channels as 1 };
    const scaled =
      tile.width === width && tile.height === height
        ? pixels
        : await sharp(pixels, { raw }).resize(tile.width, tile.height, { fit: 'fill' }).raw().toBuffer();
    const corner =
      Math.floor(place / COLUMNS) * tile.height * stride + (place % COLUMNS) * tile.width * channels;
    const line = tile.width * channels;
    for (let y = 0; y < tile.height; y++) {
      sheet.set(scaled.subarray(y * line, (y + 1) * line), corner + y * stride);
    }
  }
  const raw = { width: COLUMNS * tile.width, height: rows * tile.height, channels: channels as 1 };
  const file = await sharp(sheet, { raw }).webp({ quality: QUALITY, effort: EFFORT }).toBuffer();
  return `data:image/webp;base64,${file.toString('base64')}`;
}
