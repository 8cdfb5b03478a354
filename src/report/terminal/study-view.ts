import type { Trial } from '../../tune/trial.ts';
import { formatCount } from '../format.ts';
import { studyAnswers } from '../study/answers.ts';
import { failedText, failureGroups } from '../study/failures.ts';
import type { StudyResults } from '../study/study-results.ts';
import { caveatText, summaryText } from '../study/study-summary.ts';
import { bestTrialColumns, paramsText, tableTrials, type TrialColumn } from '../study/trial-table.ts';
import { printable, textList, textTable } from '../text.ts';
import { textWidth, wrapText } from '../text-width.ts';
import { bar } from './bar.ts';
import type { TerminalLook } from './look.ts';
import { paint } from './paint.ts';
import { terminalColors } from './terminal-colors.ts';
import { historyLines } from './study-history.ts';

const BEST_TRIALS = 10;
const LISTED_FAILURES = 5;
const BAR_COLUMNS = 24;
const NARROWEST = 60;
const WIDEST = 120;

type Section = readonly [title: string, lines: readonly string[]];

/** As many columns as there is room for, from the first on. */
function fitting(
  columns: readonly TrialColumn[],
  trials: StudyResults['trials'],
  width: number,
): TrialColumn[] {
  let used = -2;
  return columns.filter(({ title, of }) => {
    const texts = [title, ...trials.map((trial, row) => of(trial, row))];
    used += 2 + Math.max(...texts.map((text) => textWidth(printable(text))));
    return used <= width;
  });
}

function bestLines(study: StudyResults, best: readonly Trial[], look: TerminalLook): string[] {
  if (best.length === 0) return [];
  const { figures, parameters } = bestTrialColumns(study);
  const shown = fitting([...figures, ...parameters], best, look.width);
  const left = figures.length + parameters.length - shown.length;
  const table = textTable(
    shown.map(({ title, align }, at) => ({
      title: printable(title),
      align,
      paint: (text: string, row: number) =>
        at === 2 && row === 0 ? paint(text, { bold: true, color: terminalColors.good }, look) : text,
    })),
    best.map((trial, row) => shown.map(({ of }) => of(trial, row))),
    look.width,
  );
  const first = best[0]!;
  return [
    ...table.split('\n'),
    '',
    ...(left === 0
      ? []
      : wrapText(
          `${left} more columns have no room. The best: ${printable(paramsText(first))}.`,
          look.width,
        )),
    ...wrapText(caveatText(study), look.width),
  ];
}

function answerLines(study: StudyResults, look: TerminalLook): string[] {
  const texts = studyAnswers(study).map(({ text }) => text);
  return texts.length === 0 ? [] : textList(texts, look.width).split('\n');
}

function importanceLines({ importances }: StudyResults, look: TerminalLook): string[] {
  const most = importances[0]?.importance ?? 0;
  if (most <= 0) return [];
  return textTable(
    [
      { title: 'Parameter', align: 'left', shrinks: true },
      { title: 'Importance', align: 'right' },
      { title: '', align: 'left', paint: (text) => paint(text, { color: terminalColors.validation }, look) },
    ],
    importances.map(({ name, importance }) => [
      name,
      importance.toFixed(3),
      bar(importance / most, BAR_COLUMNS),
    ]),
    look.width,
  ).split('\n');
}

function failureLines({ trials }: StudyResults, look: TerminalLook): string[] {
  const groups = failureGroups(trials);
  if (groups.length === 0) return [];
  const listed = groups
    .slice(0, LISTED_FAILURES)
    .map((group) => `${group.kind}: ${group.message}, ${failedText(group)}`);
  const others = groups.length - listed.length;
  return [
    ...textList(listed, look.width).split('\n'),
    ...(others === 0 ? [] : [`And ${formatCount(others)} other reasons.`]),
  ];
}

/**
 * Everything about one study as text for a terminal, or for a file where the look has no colours.
 *
 * @example studyText(studyResults(study), plainLook);
 */
export function studyText(study: StudyResults, terminal: TerminalLook): string {
  const look = { ...terminal, width: Math.min(WIDEST, Math.max(NARROWEST, terminal.width)) };
  const { title, trials } = tableTrials(study, BEST_TRIALS);
  const sections: Section[] = [
    [study.question ?? 'What it says', answerLines(study, look)],
    [title, bestLines(study, trials, look)],
    ['Importance of parameters', importanceLines(study, look)],
    ['Trials in their order', historyLines(study, look)],
    ['Failed trials', failureLines(study, look)],
  ];
  return [
    paint(printable(study.name), { bold: true }, look),
    ...wrapText(printable(summaryText(study)), look.width),
    ...sections.flatMap(([heading, lines]) =>
      lines.length === 0
        ? []
        : [
            '',
            ...wrapText(printable(heading), look.width).map((line) => paint(line, { bold: true }, look)),
            '',
            ...lines,
          ],
    ),
  ].join('\n');
}
