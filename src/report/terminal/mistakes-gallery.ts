import type { Mistake } from '../../metrics/worst-mistakes.ts';
import { formatPercent } from '../format.ts';
import type { ImageBytes } from '../image-bytes.ts';
import { textTable } from '../text.ts';
import { fitText, padText } from '../text-width.ts';
import { halfBlocks } from './half-blocks.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';
import { shades } from './shades.ts';
import { smallImage } from './small-image.ts';

const GAP = '  ';
const MOST_ACROSS = 3;
const LEAST_COLUMNS = 20;
const MOST_ROWS = 40;

/** Colours enough for photographs. */
function drawsColors({ colorBits }: TerminalLook): boolean {
  return colorBits >= 8;
}

/** Mistakes as a table, where there are no pictures. */
export function mistakesTable(
  mistakes: readonly Mistake[],
  classNames: readonly string[],
  look: TerminalLook,
): string[] {
  return textTable(
    [
      { title: 'Test image', align: 'right' },
      { title: 'True class', align: 'left', shrinks: true },
      { title: 'Probability', align: 'right' },
      { title: 'Taken for', align: 'left', shrinks: true },
      { title: 'Probability', align: 'right' },
    ],
    mistakes.map(({ index, label, prediction, probability, labelProbability }) => [
      String(index),
      classNames[label]!,
      formatPercent(labelProbability),
      classNames[prediction]!,
      formatPercent(probability),
    ]),
    look.width,
  ).split('\n');
}

/** Mistakes as pictures side by side, each with its true class, what it was taken for and how surely. */
export function mistakesGallery(
  mistakes: readonly Mistake[],
  { images, imageShape }: ImageBytes,
  classNames: readonly string[],
  look: TerminalLook,
): string[] {
  const across = Math.max(
    1,
    Math.min(MOST_ACROSS, Math.floor((look.width + GAP.length) / (LEAST_COLUMNS + GAP.length))),
  );
  const columns = Math.floor((look.width - GAP.length * (across - 1)) / across);
  const size = imageShape.reduce((product, side) => product * side, 1);
  const tiles = mistakes.map((mistake) => {
    const bytes = images.subarray(mistake.index * size, (mistake.index + 1) * size);
    const image = smallImage(bytes, imageShape, { width: columns, height: MOST_ROWS });
    const picture = drawsColors(look) ? halfBlocks(image, look) : shades(image);
    const space = ' '.repeat(columns - image.width);
    return [...picture.map((line) => line + space), ...caption(mistake, classNames, columns, look)];
  });
  const lines: string[] = [];
  for (let from = 0; from < tiles.length; from += across) {
    const row = tiles.slice(from, from + across);
    if (from > 0) lines.push('');
    for (let line = 0; line < row[0]!.length; line++)
      lines.push(
        row
          .map((tile) => tile[line]!)
          .join(GAP)
          .trimEnd(),
      );
  }
  return lines;
}

function caption(
  { index, label, prediction, probability, labelProbability }: Mistake,
  classNames: readonly string[],
  columns: number,
  look: TerminalLook,
): string[] {
  const half = Math.floor((columns - 3) / 2);
  const [name, other] = [classNames[label]!, classNames[prediction]!];
  const whole = `${name} → ${other}`;
  const shown =
    fitText(whole, columns) === whole ? whole : `${fitText(name, half)} → ${fitText(other, half)}`;
  const figures = fitText(
    `${formatPercent(labelProbability)} → ${formatPercent(probability)}, #${index}`,
    columns,
  );
  return [padText(shown, columns, 'left'), paint(padText(figures, columns, 'left'), { faint: true }, look)];
}
