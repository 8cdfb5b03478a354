import { brightness } from './color.ts';
import type { SmallImage } from './small-image.ts';

/** Characters by how much of their cell they fill. */
const RAMP = ' .:-=+*#%@';

/** An image as lines of plain characters, bright pixels as dense ones: a character is two pixels, one above the other. */
export function shades({ width, height, pixels }: SmallImage): string[] {
  return Array.from({ length: Math.ceil(height / 2) }, (_, row) =>
    Array.from({ length: width }, (__, column) => {
      const upper = brightness(pixels[2 * row * width + column]!);
      const below = pixels[(2 * row + 1) * width + column];
      const mean = below === undefined ? upper / 2 : (upper + brightness(below)) / 2;
      return RAMP[Math.min(RAMP.length - 1, Math.floor((mean / 256) * RAMP.length))]!;
    }).join(''),
  );
}
