import type { ImageShape } from './augmentation.ts';

/** A row or column that an image does not have: `fill` stands there. */
const OUTSIDE = -1;

/** Makes a function that fills `out` from rows and columns of `image`: pixel (y, x) is the image's (rows[y], columns[x]). */
export function pixelPicker(
  [height, width, channels]: ImageShape,
  fill: number,
): (image: Uint8Array, rows: Int32Array, columns: Int32Array, out: Uint8Array) => void {
  const rowBytes = width * channels;
  // Where each byte of a row comes from.
  const sources = new Int32Array(rowBytes);
  return (image, rows, columns, out) => {
    for (let index = 0; index < rowBytes; index++) {
      const column = columns[Math.floor(index / channels)]!;
      sources[index] = column === OUTSIDE ? OUTSIDE : column * channels + (index % channels);
    }
    for (let y = 0; y < height; y++) {
      const to = y * rowBytes;
      const from = rows[y]! * rowBytes;
      if (rows[y] === OUTSIDE) out.fill(fill, to, to + rowBytes);
      else copyRow(image, from, sources, fill, out, to);
    }
  };
}

function copyRow(
  image: Uint8Array,
  from: number,
  sources: Int32Array,
  fill: number,
  out: Uint8Array,
  to: number,
): void {
  for (let index = 0; index < sources.length; index++) {
    const source = sources[index]!;
    out[to + index] = source === OUTSIDE ? fill : image[from + source]!;
  }
}

/** Writes where each of `sources` comes from when rows or columns move by `distance` and nothing comes in. */
export function movedBy(distance: number, sources: Int32Array): void {
  for (let index = 0; index < sources.length; index++) {
    const source = index - distance;
    sources[index] = source >= 0 && source < sources.length ? source : OUTSIDE;
  }
}
