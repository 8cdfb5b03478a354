import { classificationReport } from '../../metrics/classification-report.ts';
import { confusedPairs } from '../../metrics/confused-pairs.ts';
import { worstMistakes } from '../../metrics/worst-mistakes.ts';
import type { RunPredictions } from '../../runs/predictions.ts';
import type { Run, RunStatus } from '../../runs/record.ts';
import { curveNotes } from '../diagnosis/curve-notes.ts';
import type { ImageBytes } from '../image-bytes.ts';
import { printable, textList } from '../text.ts';
import { wrapText } from '../text-width.ts';
import { classTable } from './class-table.ts';
import type { Rgb } from './color.ts';
import { terminalColors } from './terminal-colors.ts';
import { confusionTable } from './confusion-table.ts';
import { curveCharts, sparklines } from './curves.ts';
import { factLines } from './facts.ts';
import type { TerminalLook } from './look.ts';
import { mistakesGallery, mistakesTable } from './mistakes-gallery.ts';
import { paint } from './paint.ts';
import { pairsTable } from './pairs-table.ts';
import { resultFacts, runFacts } from './run-facts.ts';

/** What is shown of a run. */
export interface RunView {
  readonly run: Run;
  readonly predictions: RunPredictions | undefined;
  /** The learning rates of its steps, in order, where they are known better than by the history. */
  readonly learningRates?: readonly number[] | undefined;
  /** How many of the worst mistakes are shown. */
  readonly mistakeCount: number;
  /** The test images, where mistakes are to be shown as pictures. */
  readonly images: ImageBytes | undefined;
  /** What cannot be shown, and why. */
  readonly missing: readonly string[];
}

const MOST_PAIRS = 8;
/** What tables of figures need; a narrower terminal breaks their lines itself. */
const NARROWEST = 60;
const WIDEST = 120;

const STATUS_COLORS: Record<RunStatus, Rgb> = {
  complete: terminalColors.good,
  failed: terminalColors.bad,
  interrupted: terminalColors.pending,
  running: terminalColors.pending,
};

type Section = readonly [title: string, lines: readonly string[]];

/**
 * Everything about one run as text for a terminal, or for a file where the look has no colours.
 *
 * @example runView({ run, predictions: undefined, mistakeCount: 0, images: undefined, missing: [] }, look);
 */
export function runView(view: RunView, terminal: TerminalLook): string {
  const look = { ...terminal, width: Math.min(WIDEST, Math.max(NARROWEST, terminal.width)) };
  const { run, predictions, missing } = view;
  const { record, history } = run;
  const test = predictions === undefined ? undefined : classificationReport(predictions.test);
  const name = paint(printable(record.name), { bold: true }, look);
  const status = paint(record.status, { bold: true, color: STATUS_COLORS[record.status] }, look);
  const curves = curveNotes(run).map(({ text }) => text);
  const sections: Section[] = [
    ['Result', factLines(resultFacts(run, test), look)],
    [
      'Learning curves',
      history.length === 0
        ? []
        : [...curveCharts(history, look), '', ...sparklines(history, view.learningRates, look)],
    ],
    ['What the curves show', curves.length === 0 ? [] : textList(curves, look.width).split('\n')],
    ...classSections(view, look),
    ['Not shown', missing.length === 0 ? [] : textList(missing, look.width).split('\n')],
  ];
  return [
    `${name}  ${status}`,
    ...factLines(runFacts(run), look),
    ...sections.flatMap(([heading, lines]) =>
      lines.length === 0
        ? []
        : [
            '',
            ...wrapText(heading, look.width).map((line) => paint(line, { bold: true }, look)),
            '',
            ...lines,
          ],
    ),
  ].join('\n');
}

/** What the test images say class by class; empty sections before there is a test. */
function classSections({ run, predictions, mistakeCount, images }: RunView, look: TerminalLook): Section[] {
  const { result, data } = run.record;
  if (result === undefined) return [];
  const { confusion } = result.test;
  const names = data.classNames.map((name, label) => printable(name).trim() || `class ${label}`);
  const tooMany =
    `${names.length} classes do not fit ${look.width} columns; ` +
    'the page that "atelier report" writes has the matrix.';
  const matrix = confusionTable(confusion, names, look) ?? wrapText(tooMany, look.width);
  const pairs = confusedPairs(confusion, MOST_PAIRS);
  const mistakes = predictions === undefined ? [] : worstMistakes(predictions.test, mistakeCount);
  const worst = (): string[] =>
    images === undefined
      ? mistakesTable(mistakes, names, look)
      : mistakesGallery(mistakes, images, names, look);
  return [
    ['By class', classTable(confusion, names, look)],
    ['Confusion matrix: test images by true class (row) and prediction (column)', matrix],
    ['Most confused', pairs.length === 0 ? [] : pairsTable(pairs, names, look)],
    [
      'Worst mistakes: true class → prediction, by the probability of the true class',
      mistakes.length === 0 ? [] : worst(),
    ],
  ];
}
