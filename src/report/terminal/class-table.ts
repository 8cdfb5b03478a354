import type { ConfusionMatrix } from '../../metrics/confusion-matrix.ts';
import { macroMean, perClass, weightedMean, type ClassFigures } from '../../metrics/per-class.ts';
import { formatCount, formatPercent } from '../format.ts';
import { textTable, type TextColumn } from '../text.ts';
import { bar } from './bar.ts';
import { terminalColors } from './terminal-colors.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';

const BAR_COLUMNS = 14;
/** What the terminal must have for bars beside the figures. */
const LEAST_COLUMNS = 72;

/** Precision, recall, F1 and support of every class, and their means, as a table. */
export function classTable(
  confusion: ConfusionMatrix,
  classNames: readonly string[],
  look: TerminalLook,
): string[] {
  const figures = perClass(confusion);
  const row = (name: string, { precision, recall, f1, support }: ClassFigures): string[] => [
    name,
    formatPercent(precision),
    formatPercent(recall),
    formatPercent(f1),
    formatCount(support),
    ...(look.width < LEAST_COLUMNS ? [] : [bar(f1, BAR_COLUMNS)]),
  ];
  const rows = [
    ...figures.map((figure, label) => row(classNames[label]!, figure)),
    row('macro mean', macroMean(figures)),
    row('weighted mean', weightedMean(figures)),
  ];
  const isMean = (index: number): boolean => index >= figures.length;
  const columns: TextColumn[] = [
    {
      title: 'Class',
      align: 'left',
      shrinks: true,
      paint: (text, index) => paint(text, { bold: isMean(index) }, look),
    },
    { title: 'Precision', align: 'right' },
    { title: 'Recall', align: 'right' },
    { title: 'F1', align: 'right' },
    { title: 'Support', align: 'right' },
    {
      title: 'F1',
      align: 'left',
      paint: (text, index) => paint(text, { color: terminalColors.validation, faint: isMean(index) }, look),
    },
  ];
  const shown = look.width < LEAST_COLUMNS ? columns.slice(0, -1) : columns;
  return textTable(shown, rows, look.width).split('\n');
}
