import { formatCount, formatDuration, formatLoss, formatPercent, formatPercentInterval } from './format.ts';
import type { Ranking } from './ranking.ts';
import { fitText, padText, textWidth, wrapText } from './text-width.ts';

/** A column of a text table. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Whether this column gives way, with an ellipsis, where the table would be too wide. */
  readonly shrinks?: boolean;
  /** Colours the text of a cell, which has its spaces already; the row counts from 0. */
  readonly paint?: (text: string, row: number) => string;
}

/** Text without line ends, tabs and escape sequences, so that data cannot steer the terminal. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters to be replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
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
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[at] ?? ''))),
  );
  let excess = widths.reduce((sum, width) => sum + width, 2 * (columns.length - 1)) - maxWidth;
  columns.forEach((column, at) => {
    if (column.shrinks !== true || excess <= 0) return;
    const given = Math.min(excess, Math.max(0, widths[at]! - 8));
    widths[at]! -= given;
    excess -= given;
  });
  const line = (texts: readonly string[], row?: number): string => {
    // Spaces after the last text are left out before it is coloured.
    const last = texts.findLastIndex((text) => text !== '');
    return columns
      .slice(0, last + 1)
      .map(({ align, paint }, at) => {
        const text = fitText(texts[at]!, widths[at]!);
        const padded = at === last && align === 'left' ? text.trimEnd() : padText(text, widths[at]!, align);
        return row === undefined || paint === undefined ? padded : paint(padded, row);
      })
      .join('  ');
  };
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
  return items
    .flatMap((item) =>
      wrapText(printable(item), maxWidth - 2).map((line, at) => `${at === 0 ? '-' : ' '} ${line}`),
    )
    .join('\n');
}
