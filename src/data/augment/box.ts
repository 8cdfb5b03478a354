import type { ImageShape } from './augmentation.ts';

/** A rectangle of pixels; right and bottom are the first ones beyond it. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A rectangle around a pixel, without what lies outside the image. */
export function boxAround(
  [rows, columns]: ImageShape,
  centre: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
): Box {
  const left = centre.x - Math.floor(size.width / 2);
  const top = centre.y - Math.floor(size.height / 2);
  return {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(columns, left + size.width),
    bottom: Math.min(rows, top + size.height),
  };
}

/** Calls `visit` with the index of the first byte of each row of the box, and of the first byte after it. */
export function forEachRow(
  [, width, channels]: ImageShape,
  { left, top, right, bottom }: Box,
  visit: (start: number, end: number) => void,
): void {
  for (let row = top; row < bottom; row++) {
    visit((row * width + left) * channels, (row * width + right) * channels);
  }
}
