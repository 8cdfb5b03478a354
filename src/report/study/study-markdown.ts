import { markdownTable, markdownText } from '../markdown-text.ts';
import { answersNote, studyAnswers } from './answers.ts';
import { failedText, failureGroups } from './failures.ts';
import { stageLabel, stageResults } from './stages.ts';
import type { StudyResults } from './study-results.ts';
import { caveatText, summaryText } from './study-summary.ts';
import { bestTrialColumns, tableTrials } from './trial-table.ts';
import { imageIntervalText, valueText } from './value-text.ts';

const BEST_TRIALS = 10;

function bullets(texts: readonly string[]): string {
  return texts.map((text) => `- ${markdownText(text)}`).join('\n');
}

function bestTable(study: StudyResults): string[] {
  const { title, trials: best } = tableTrials(study, BEST_TRIALS);
  if (best.length === 0) return [];
  const { figures, parameters } = bestTrialColumns(study);
  const columns = [...figures, ...parameters];
  const rows = best.map((trial, row) => columns.map(({ of }) => of(trial, row)));
  return [`### ${markdownText(title)}`, markdownTable(columns, rows), markdownText(caveatText(study))];
}

function importanceTable({ importances }: StudyResults): string[] {
  if (importances.length === 0) return [];
  const rows = importances.map(({ name, importance, count }) => [name, importance.toFixed(3), String(count)]);
  return [
    '### Importance of parameters',
    markdownTable(
      [
        { title: 'Parameter', align: 'left' },
        { title: 'Importance', align: 'right' },
        { title: 'Trials with it', align: 'right' },
      ],
      rows,
    ),
  ];
}

function studySection(study: StudyResults, studies: readonly StudyResults[]): string[] {
  const answers = studyAnswers(study).map(({ text }) => text);
  const failures = failureGroups(study.trials).map(
    (group) => `${group.kind}: ${group.message} (${failedText(group)})`,
  );
  return [
    `## ${markdownText(study.question ?? study.name)}`,
    ...(study.question === undefined ? [] : [`Study ${markdownText(stageLabel(study, studies))}.`]),
    markdownText(summaryText(study)),
    ...(answers.length === 0 ? [] : [bullets(answers)]),
    ...bestTable(study),
    ...importanceTable(study),
    ...(failures.length === 0 ? [] : ['### Failed trials', bullets(failures)]),
  ];
}

function stagesTable(studies: readonly StudyResults[]): string[] {
  const rows = stageResults(studies).map(({ study, best, chosen }) => {
    const objective = study.objectives[0]!;
    const value = best.values![0]!;
    return [
      stageLabel(study, studies),
      chosen,
      `${valueText(value, objective)} ${objective.metric}`,
      imageIntervalText(value, objective),
    ];
  });
  if (studies.length < 2 || rows.length === 0) return [];
  return [
    '## The best of each study',
    markdownTable(
      [
        { title: 'Study', align: 'left' },
        { title: 'Best', align: 'left' },
        { title: 'Value', align: 'right' },
        { title: '95% interval', align: 'right' },
      ],
      rows,
    ),
  ];
}

/**
 * Studies as Markdown: GitHub's tables, and nothing that their text could change.
 *
 * @example await writeFile('study.md', studiesMarkdown([studyResults(study)]));
 */
export function studiesMarkdown(studies: readonly StudyResults[]): string {
  const names = [...new Set(studies.map(({ name }) => (studies.length === 1 ? name : name.split('/')[0]!)))];
  const parts = [
    `# ${markdownText(names.length === 1 ? names[0]! : `${studies.length} studies`)}`,
    ...stagesTable(studies),
    ...studies.flatMap((study) => studySection(study, studies)),
    ...studies
      .slice(0, 1)
      .flatMap((study) => ['## What the answers rest on', markdownText(answersNote(study))]),
  ];
  return `${parts.join('\n\n')}\n`;
}
