import type { ImageShape } from './augmentation.ts';

/** A table with a new value for every byte. */
export type Lookup = Uint8Array;

/** Writes each channel of `image` by a table that `fillTable` makes from the channel's histogram. */
export function changeByHistogram(
  image: Uint8Array,
  [, , channels]: ImageShape,
  fillTable: (histogram: Int32Array, table: Lookup) => void,
  out: Uint8Array,
): void {
  const histogram = new Int32Array(256);
  const table = new Uint8Array(256);
  for (let channel = 0; channel < channels; channel++) {
    histogram.fill(0);
    for (let index = channel; index < image.length; index += channels) histogram[image[index]!]!++;
    fillTable(histogram, table);
    for (let index = channel; index < image.length; index += channels) out[index] = table[image[index]!]!;
  }
}

/** Multiplies by `factor` how far the values of every channel lie from their mean. */
export function changeContrast(image: Uint8Array, shape: ImageShape, factor: number, out: Uint8Array): void {
  const fill = (histogram: Int32Array, table: Lookup): void => {
    contrastTable(histogram, factor, table);
  };
  changeByHistogram(image, shape, fill, out);
}

function contrastTable(histogram: Int32Array, factor: number, table: Lookup): void {
  let sum = 0;
  let count = 0;
  for (let value = 0; value < 256; value++) {
    sum += value * histogram[value]!;
    count += histogram[value]!;
  }
  const mean = sum / count;
  for (let value = 0; value < 256; value++) {
    table[value] = Math.max(0, Math.min(255, Math.floor(mean + (value - mean) * factor + 0.5)));
  }
}

/** Stretches a channel's values so that the lowest is 0 and the highest 255; one value alone stays. */
export function autoContrastTable(histogram: Int32Array, table: Lookup): void {
  const lowest = histogram.findIndex((count) => count > 0);
  const highest = histogram.findLastIndex((count) => count > 0);
  const factor = highest > lowest ? 255 / (highest - lowest) : 1;
  const offset = highest > lowest ? lowest : 0;
  for (let value = 0; value < 256; value++) {
    table[value] = Math.max(0, Math.min(255, Math.floor((value - offset) * factor + 0.5)));
  }
}

/** Spreads a channel's values so that all are about equally frequent, as `ImageOps.equalize` of Pillow. */
export function equalizeTable(histogram: Int32Array, table: Lookup): void {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const highest = histogram.findLastIndex((count) => count > 0);
  const step = Math.floor((total - histogram[highest]!) / 255);
  let below = Math.floor(step / 2);
  for (let value = 0; value < 256; value++) {
    table[value] = step === 0 ? value : Math.min(255, Math.floor(below / step));
    below += histogram[value]!;
  }
}
