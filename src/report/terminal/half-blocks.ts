import type { Rgb } from './color.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';
import type { SmallImage } from './small-image.ts';

function sameColor(a: Rgb | undefined, b: Rgb | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.every((value, at) => value === b[at]));
}

/**
 * An image as lines of upper half blocks: a character is two pixels, the upper in its colour, the lower in the ground's. A
 * last row without a lower one leaves the terminal's own ground below it.
 */
export function halfBlocks({ width, height, pixels }: SmallImage, look: TerminalLook): string[] {
  return Array.from({ length: Math.ceil(height / 2) }, (_, row) => {
    const [upper, lower] = [0, 1].map((half) =>
      pixels.slice((2 * row + half) * width, (2 * row + half + 1) * width),
    );
    let line = '';
    for (let from = 0, to = 1; from < width; from = to, to++) {
      while (to < width && sameColor(upper![to], upper![from]) && sameColor(lower![to], lower![from])) to++;
      const ground = lower![from];
      const style = { color: upper![from]!, ...(ground === undefined ? {} : { ground }) };
      line += paint('▀'.repeat(to - from), style, look);
    }
    return line;
  });
}
