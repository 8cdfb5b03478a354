import type { ConfusionMatrix } from '../../metrics/confusion-matrix.ts';
import { cutText, fitText, padText, textWidth } from '../text-width.ts';
import { brightness, mix, type Rgb } from './color.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';

/** From a weak to a strong cell, on a dark and on a light ground. */
const RIGHT: Record<'dark' | 'light', readonly [Rgb, Rgb]> = {
  dark: [
    [18, 38, 58],
    [58, 140, 214],
  ],
  light: [
    [226, 238, 250],
    [40, 116, 190],
  ],
};
const WRONG: Record<'dark' | 'light', readonly [Rgb, Rgb]> = {
  dark: [
    [52, 28, 16],
    [236, 120, 52],
  ],
  light: [
    [253, 234, 222],
    [206, 90, 30],
  ],
};
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];
const LEAST_NAME_COLUMNS = 8;

/** Names of so few columns that each is unlike the others: beginnings of the names, else their numbers. */
function shortNames(names: readonly string[], columns: number): string[] {
  const short = names.map((name) => cutText(name, columns).trim());
  const distinct = new Set(short).size === names.length && !short.includes('');
  return distinct ? short : names.map((_, label) => String(label));
}

/** The colours of a cell by its share of the row; a square root, so that rare mistakes can be seen beside many hits. */
function cellColors(share: number, right: boolean, look: TerminalLook): { color: Rgb; ground: Rgb } {
  const [weak, strong] = (right ? RIGHT : WRONG)[look.light ? 'light' : 'dark'];
  const ground = mix(weak, strong, Math.sqrt(share));
  return { ground, color: brightness(ground) > 120 ? BLACK : WHITE };
}

/**
 * A confusion matrix as lines: a row for each true class, a column for each prediction, coloured by the share of the row,
 * blue where right and orange where wrong. Columns are headed by short names, which stand before the whole names of the rows.
 *
 * @returns undefined where the width does not take so many classes
 */
export function confusionTable(
  confusion: ConfusionMatrix,
  classNames: readonly string[],
  look: TerminalLook,
): string[] | undefined {
  const digits = Math.max(...confusion.flat().map((count) => String(count).length));
  const least = Math.max(3, digits, String(classNames.length - 1).length) + 1;
  const longest = Math.max(...classNames.map(textWidth));
  const leastNames = Math.min(LEAST_NAME_COLUMNS, longest);
  const room = (cell: number): number => look.width - classNames.length * cell - cell - 1;
  if (room(least) < leastNames) return undefined;
  const cell = room(least + 1) >= longest ? least + 1 : least;
  const nameColumns = Math.min(room(cell), longest);
  const short = shortNames(classNames, cell - 1);
  const shortColumns = Math.max(...short.map(textWidth));
  const head = `${' '.repeat(shortColumns + nameColumns + 2)}${short.map((name) => padText(name, cell, 'right')).join('')}`;
  const rows = confusion.map((row, label) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    const name = padText(fitText(classNames[label]!, nameColumns), nameColumns, 'left');
    const cells = row.map((count, prediction) => {
      const text = padText(count === 0 ? '·' : String(count), cell, 'right');
      if (count === 0) return paint(text, { faint: true }, look);
      return paint(text, cellColors(count / support, label === prediction, look), look);
    });
    return `${padText(short[label]!, shortColumns, 'left')} ${name} ${cells.join('')}`;
  });
  return [paint(head, { bold: true }, look), ...rows];
}
