import type { ConfusedPair } from '../../metrics/confused-pairs.ts';
import { formatCount, formatPercent } from '../format.ts';
import { textTable, type TextColumn } from '../text.ts';
import { bar } from './bar.ts';
import { terminalColors } from './terminal-colors.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';

const BAR_COLUMNS = 12;
/** What the terminal must have for bars beside the figures. */
const LEAST_COLUMNS = 72;

/** The most confused pairs of classes as a table. */
export function pairsTable(
  pairs: readonly ConfusedPair[],
  classNames: readonly string[],
  look: TerminalLook,
): string[] {
  const most = Math.max(...pairs.map(({ share }) => share));
  const rows = pairs.map(({ label, prediction, count, share }) => [
    classNames[label]!,
    classNames[prediction]!,
    formatCount(count),
    formatPercent(share),
    ...(look.width < LEAST_COLUMNS ? [] : [bar(share / most, BAR_COLUMNS)]),
  ]);
  const columns: TextColumn[] = [
    { title: 'True class', align: 'left', shrinks: true },
    { title: 'Taken for', align: 'left', shrinks: true },
    { title: 'Images', align: 'right' },
    { title: 'Of the class', align: 'right' },
    { title: '', align: 'left', paint: (text) => paint(text, { color: terminalColors.train }, look) },
  ];
  const shown = look.width < LEAST_COLUMNS ? columns.slice(0, -1) : columns;
  return textTable(shown, rows, look.width).split('\n');
}
