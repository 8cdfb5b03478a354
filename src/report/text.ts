import { formatCount, formatDuration, formatLoss, formatPercent, formatPercentInterval } from './format.ts';
import type { Ranking } from './ranking.ts';

/** A column of a text table. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Whether this column gives way, with an ellipsis, where the table would be too wide. */
  readonly shrinks?: boolean;
}

/** Text without line ends, tabs and escape sequences, so that data cannot steer the terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the characters to be replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

/** How many columns a text takes in a terminal, with East Asian wide characters as two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

function fitTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
}

/**
 * An aligned table in plain text, two spaces between columns, at most `maxWidth` wide where columns that may shrink
 * make that possible. No line ends with spaces.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  maxWidth = 100,
): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[at] ?? ''))),
  );
  let excess = widths.reduce((sum, width) => sum + width, 2 * (columns.length - 1)) - maxWidth;
  columns.forEach((column, at) => {
    if (column.shrinks !== true || excess <= 0) return;
    const given = Math.min(excess, Math.max(0, widths[at]! - 8));
    widths[at]! -= given;
    excess -= given;
  });
  const line = (texts: readonly string[]): string =>
    columns
      .map(({ align }, at) => pad(fitTo(texts[at] ?? '', widths[at]!), widths[at]!, align))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(columns.map(({ title }) => title)), rule, ...cells.map(line)].join('\n');
}

const RANKING_COLUMNS: readonly TextColumn[] = [
  { title: '#', align: 'right' },
  { title: 'Model', align: 'left', shrinks: true },
  { title: 'Parameters', align: 'right' },
  { title: 'Epochs', align: 'right' },
  { title: 'Time', align: 'right' },
  { title: 'Validation', align: 'right' },
  { title: 'Test', align: 'right' },
  { title: '95% interval', align: 'right' },
  { title: 'Loss', align: 'right' },
];

/** A ranking as plain text: the data, their notice and the table, at most 100 columns wide. */
export function rankingText(ranking: Ranking): string {
  const { data, rows } = ranking;
  const table = textTable(
    RANKING_COLUMNS,
    rows.map((row) => [
      String(row.rank),
      row.model,
      formatCount(row.parameters),
      String(row.epochs),
      formatDuration(row.durationMs),
      formatPercent(row.validationAccuracy),
      formatPercent(row.testAccuracy),
      formatPercentInterval(row.testInterval),
      formatLoss(row.testLoss),
    ]),
  );
  const images = rows[0] === undefined ? '' : `, ${formatCount(rows[0].testCount)} test images`;
  const notice = data.notice === undefined ? [] : [`Note: ${printable(data.notice)}`];
  return [`${printable(data.title)}${images}`, ...notice, '', table].join('\n');
}

/** Sentences as a list, broken between words to at most `maxWidth` columns. */
export function textList(items: readonly string[], maxWidth = 100): string {
  const lines: string[] = [];
  for (const item of items) {
    let line = '-';
    for (const word of printable(item).split(' ')) {
      if (widthOf(line) + 1 + widthOf(word) > maxWidth && line.trim() !== '' && line !== '-') {
        lines.push(line);
        line = ' ';
      }
      line += ` ${word}`;
    }
    lines.push(line);
  }
  return lines.join('\n');
}
