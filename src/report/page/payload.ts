/**
 * What the page's script reads from the page: plain data in a JSON element, written by the report and read by `main.ts`.
 * Long lists of small numbers are kept as base64.
 */

/** The id of the element that holds the data. */
export const PAYLOAD_ID = 'report-data';

/** Where the small pictures of test images are: tiles of sheets, row by row. */
export interface PageTiles {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** The test images that have tiles, in the order of the tiles, as packed integers; absent where all have. */
  readonly shown?: string;
}

/** A set of test images. */
export interface PageImages {
  readonly classNames: readonly string[];
  /** The true class of each test image, packed. */
  readonly labels: string;
  /** Absent where the pictures were not to be had. */
  readonly tiles?: PageTiles;
}

/** A run whose matrix opens the images behind its cells. */
export interface PageRun {
  readonly label: string;
  /** Its place in `images`. */
  readonly images: number;
  /** The class that was predicted for each test image, packed. */
  readonly predictions: string;
  /** Its probability in 255ths, packed. */
  readonly confidences: string;
}

export interface PagePayload {
  readonly images: readonly PageImages[];
  readonly runs: readonly PageRun[];
}

/** Whole numbers from 0 as base64: a letter for their width in bytes, then the bytes, little-endian. */
export function packIntegers(values: ArrayLike<number>): string {
  const list = Array.from(values);
  const largest = list.reduce((most, value) => Math.max(most, value), 0);
  const width = largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : 4;
  const pieces: string[] = [];
  for (const value of list) {
    for (let byte = 0; byte < width; byte++) pieces.push(String.fromCharCode((value >>> (8 * byte)) & 255));
  }
  return `${width}${btoa(pieces.join(''))}`;
}

/** Reads what `packIntegers` wrote. */
export function unpackIntegers(packed: string): number[] {
  const width = Number(packed[0]);
  const bytes = atob(packed.slice(1));
  return Array.from({ length: bytes.length / width }, (_, index) => {
    let value = 0;
    for (let byte = 0; byte < width; byte++)
      value += bytes.charCodeAt(index * width + byte) * 2 ** (8 * byte);
    return value;
  });
}

/** JSON that can stand inside a `script` element: nothing in it ends the element. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('>', String.raw`\u003e`);
}

/** The place of a tile within its sheet and which sheet that is. */
export function tilePlace(
  place: number,
  { columns, rows, width, height }: Omit<PageTiles, 'shown'>,
): { sheet: number; x: number; y: number } {
  const within = place % (columns * rows);
  return {
    sheet: Math.floor(place / (columns * rows)),
    x: (within % columns) * width,
    y: Math.floor(within / columns) * height,
  };
}
