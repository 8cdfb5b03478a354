/** Red, green and blue, each from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour on the way from one to another; 0 gives the first, 1 the second. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (channel: 0 | 1 | 2): number =>
    Math.round(from[channel] + (to[channel] - from[channel]) * share);
  return [at(0), at(1), at(2)];
}

/** How bright a colour is to the eye, from 0 to 255 (weights of Rec. 709, without its curve). */
export function brightness([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const CUBE = [0, 95, 135, 175, 215, 255];
const bits = (code: number): Rgb => [code & 1, (code >> 1) & 1, (code >> 2) & 1];
const scaled = ([red, green, blue]: Rgb, level: number): Rgb => [red * level, green * level, blue * level];
/** The names that terminals give 16 colours, as xterm has them: eight, and eight bright ones. */
const PALETTE_16: readonly Rgb[] = Array.from({ length: 16 }, (_, code): Rgb => {
  if (code === 7) return [229, 229, 229];
  if (code === 8) return [127, 127, 127];
  return scaled(bits(code & 7), code < 8 ? 205 : 255);
});

/** xterm's colours 16 to 255: a cube of 6 × 6 × 6, then 24 greys. The first 16 are left out: every terminal has its own. */
const PALETTE_256: readonly Rgb[] = [
  ...CUBE.flatMap((red) => CUBE.flatMap((green) => CUBE.map((blue): Rgb => [red, green, blue]))),
  ...Array.from({ length: 24 }, (_, step): Rgb => [8 + 10 * step, 8 + 10 * step, 8 + 10 * step]),
];

function nearest(color: Rgb, palette: readonly Rgb[]): number {
  let best = 0;
  let least = Infinity;
  palette.forEach((other, index) => {
    const distance = color.reduce((sum, value, channel) => sum + (value - other[channel]!) ** 2, 0);
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

const nearest256 = new Map<number, number>();

/** The number of the nearest of 256 colours, remembered: an image asks for few colours, often. */
export function indexOf256(color: Rgb): number {
  const key = (color[0] << 16) | (color[1] << 8) | color[2];
  let index = nearest256.get(key);
  if (index === undefined) {
    index = 16 + nearest(color, PALETTE_256);
    nearest256.set(key, index);
  }
  return index;
}

/** The number of the nearest of 16 colours; 8 and above are the bright ones. */
export function indexOf16(color: Rgb): number {
  return nearest(color, PALETTE_16);
}
