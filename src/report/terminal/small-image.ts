import type { Rgb } from './color.ts';

/** An image in colours, row by row. */
export interface SmallImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: readonly Rgb[];
}

/** Height, width and channels of an image of bytes. */
type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * An image brought to the size of a terminal: enlarged by a whole factor as far as there is room, or reduced to
 * fit, each pixel then being the mean of the area that it stands for. Grey has one channel or two, colour three or four.
 *
 * @param bytes row by row, channels last
 */
export function smallImage(
  bytes: Uint8Array,
  [height, width, channels]: ImageShape,
  most: { readonly width: number; readonly height: number },
): SmallImage {
  const fit = Math.min(most.width / width, most.height / height);
  const scale = fit >= 1 ? Math.floor(fit) : fit;
  const [newHeight, newWidth] = [height, width].map((side) => Math.max(1, Math.round(side * scale)));
  const pixels = Array.from({ length: newHeight! * newWidth! }, (_, index): Rgb => {
    const [row, column] = [Math.floor(index / newWidth!), index % newWidth!];
    const rows = [(row * height) / newHeight!, ((row + 1) * height) / newHeight!] as const;
    const columns = [(column * width) / newWidth!, ((column + 1) * width) / newWidth!] as const;
    const mean = (channel: number): number => meanOf(bytes, width, channels, channel, rows, columns);
    return channels < 3 ? [mean(0), mean(0), mean(0)] : [mean(0), mean(1), mean(2)];
  });
  return { width: newWidth!, height: newHeight!, pixels };
}

/** The mean of one channel over an area; pixels at its edge count by the part of them that is inside. */
function meanOf(
  bytes: Uint8Array,
  width: number,
  channels: number,
  channel: number,
  rows: readonly [from: number, to: number],
  columns: readonly [from: number, to: number],
): number {
  let sum = 0;
  let area = 0;
  for (let row = Math.floor(rows[0]); row < rows[1] - 1e-9; row++) {
    const down = Math.min(row + 1, rows[1]) - Math.max(row, rows[0]);
    for (let column = Math.floor(columns[0]); column < columns[1] - 1e-9; column++) {
      const weight = down * (Math.min(column + 1, columns[1]) - Math.max(column, columns[0]));
      sum += weight * bytes[(row * width + column) * channels + channel]!;
      area += weight;
    }
  }
  return Math.round(sum / area);
}
