import { macroMean, perClass, weightedMean, type ClassFigures } from '../metrics/per-class.ts';
import { comparisonTexts } from './comparison/comparison.ts';
import { diagnosisTexts } from './diagnosis/diagnosis.ts';
import { formatCount, formatDuration, formatLoss, formatPercent, formatPercentInterval } from './format.ts';
import { markdownFence, markdownTable, markdownText, type MarkdownColumn } from './markdown-text.ts';
import type { DocumentRanking, DocumentRun, ReportDocument } from './report-document.ts';

const left = (title: string): MarkdownColumn => ({ title, align: 'left' });
const right = (title: string): MarkdownColumn => ({ title, align: 'right' });

const RANKING_COLUMNS = [
  right('#'),
  left('Model'),
  ...['Test accuracy', '95% interval', 'Test loss', 'Validation', 'Parameters', 'Epochs', 'Time'].map(right),
];

function bullets(texts: readonly string[]): string {
  return texts.map((text) => `- ${markdownText(text)}`).join('\n');
}

function rankingSection({ data, rows, findings, comparison }: DocumentRanking): string[] {
  const cells = rows.map((row) => [
    String(row.rank),
    row.model,
    formatPercent(row.testAccuracy),
    formatPercentInterval(row.testInterval),
    formatLoss(row.testLoss),
    formatPercent(row.validationAccuracy),
    formatCount(row.parameters),
    String(row.epochs),
    formatDuration(row.durationMs),
  ]);
  return [
    `## Ranking on ${markdownText(data.title)}`,
    `By accuracy on ${formatCount(data.testCount)} test images; intervals are for the choice of test images (Wilson).`,
    markdownTable(RANKING_COLUMNS, cells),
    bullets(findings.map(({ text }) => text)),
    ...(rows.length < 2
      ? []
      : [`## Comparison on ${markdownText(data.title)}`, bullets(comparisonTexts(comparison))]),
  ];
}

/** F1 of every class, the models of a ranking side by side. */
function comparisonSection({ data, rows }: DocumentRanking, runs: readonly DocumentRun[]): string[] {
  const models = rows.map(({ runId, model }) => {
    const { record } = runs.find(({ id }) => id === runId)!;
    return { model, figures: perClass(record.result!.test.confusion) };
  });
  const f1 = ({ f1: value }: ClassFigures): string => value.toFixed(3);
  return [
    `## F1 by class on ${markdownText(data.title)}`,
    markdownTable(
      [left('Class'), ...models.map(({ model }) => right(model))],
      [
        ...data.classNames.map((name, label) => [name, ...models.map(({ figures }) => f1(figures[label]!))]),
        ['Mean of classes', ...models.map(({ figures }) => f1(macroMean(figures)))],
      ],
    ),
  ];
}

function figureCells({ precision, recall, f1, support }: ClassFigures): string[] {
  return [precision.toFixed(3), recall.toFixed(3), f1.toFixed(3), formatCount(support)];
}

function optional(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function classTable({ record, classification }: DocumentRun): string[] {
  const { result, data } = record;
  if (result === undefined) return [];
  const columns = [left('Class'), ...['Precision', 'Recall', 'F1', 'Images'].map(right)];
  if (classification !== null) {
    const { macro, weighted, perClass: classes } = classification;
    const rows: [string, (typeof classes)[number]][] = [
      ...classes.map((figures, label): [string, typeof figures] => [data.classNames[label]!, figures]),
      ['Mean of classes', macro],
      ['Mean by images', weighted],
    ];
    const cells = rows.map(([name, figures]) => [
      name,
      ...figureCells(figures),
      optional(figures.rocAuc),
      optional(figures.averagePrecision),
    ]);
    return [markdownTable([...columns, right('ROC AUC'), right('Average precision')], cells)];
  }
  const classes = perClass(result.test.confusion);
  const cells = [
    ...classes.map((figures, label) => [data.classNames[label]!, ...figureCells(figures)]),
    ['Mean of classes', ...figureCells(macroMean(classes))],
    ['Mean by images', ...figureCells(weightedMean(classes))],
  ];
  return [markdownTable(columns, cells)];
}

function historyTable({ history }: DocumentRun): string[] {
  if (history.length === 0) return [];
  const columns = [
    'Epoch',
    'Training loss',
    'Training accuracy',
    'Validation loss',
    'Validation accuracy',
    'Learning rate',
    'Time',
  ].map(right);
  const rows = history.map(({ epoch, train, val, learningRate, durationMs, best }) => [
    `${epoch}${best ? ' ●' : ''}`,
    formatLoss(train.loss),
    formatPercent(train.accuracy),
    val === undefined ? '–' : formatLoss(val.loss),
    val === undefined ? '–' : formatPercent(val.accuracy),
    learningRate.toPrecision(3),
    formatDuration(durationMs),
  ]);
  return [markdownTable(columns, rows), '● marks an epoch that was the best so far.'];
}

/** Figures that are one number for the whole test set. */
function totals({ record, classification }: DocumentRun): string[] {
  const { result } = record;
  if (result === undefined) return [];
  const { accuracy, loss, count } = result.test;
  const more =
    classification === null
      ? []
      : [
          ...classification.topK
            .filter(({ k }) => k > 1)
            .map(({ k, accuracy: share }) => `top-${k} ${share === null ? '–' : formatPercent(share)}`),
          `log-loss ${optional(classification.logLoss)}`,
          `Cohen's kappa ${optional(classification.cohenKappa)}`,
          `Matthews ${optional(classification.matthewsCorrelation)}`,
          `calibration error ${optional(classification.calibration.expectedError)}`,
        ];
  const test = [
    `${formatPercent(accuracy)} of ${formatCount(count)} images`,
    `loss ${formatLoss(loss)}`,
    ...more,
  ];
  return [`Test: ${test.join(', ')}`];
}

function facts(run: DocumentRun): string {
  const { record, history, folder } = run;
  const { data, machine, versions, result, error } = record;
  const gibibytes = (machine.memoryBytes / 2 ** 30).toFixed(0);
  const lines = [
    `Status: ${record.status}`,
    ...(error === undefined ? [] : [`Error: ${error.code}: ${error.message}`]),
    ...totals(run),
    result === undefined
      ? `Epochs finished: ${history.length}`
      : `Ended after ${result.epochs} epochs, ${formatDuration(result.durationMs)}: ${result.stopReason}`,
    `Created: ${record.createdAt}, seed ${record.seed}, ${formatCount(record.parameters)} parameters`,
    `Data: ${data.title} (${data.origin}), ${formatCount(data.trainCount)} training, ` +
      `${formatCount(data.validationCount)} validation and ${formatCount(data.testCount)} test images of ` +
      `${data.imageShape.join(' × ')}, digest ${data.digest.slice(0, 12)}`,
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${gibibytes} GiB, ${machine.platform} ${machine.arch}; ` +
      `${record.threads} threads, ${record.layout} layout`,
    `Versions: Atelier ${versions.atelier}, Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}`,
    `Folder: ${folder}`,
  ];
  return lines.map((line) => `- ${markdownText(line)}`).join('\n');
}

function diagnosisBullets({ diagnosis }: DocumentRun): string[] {
  const texts = diagnosisTexts(diagnosis);
  return texts.length === 0 ? [] : ['What its curves and mistakes show:', bullets(texts)];
}

function runSection(run: DocumentRun): string[] {
  return [
    `### ${markdownText(run.id)}`,
    facts(run),
    ...diagnosisBullets(run),
    'To train it again to the same bits:',
    markdownFence(run.command, 'sh'),
    ...classTable(run),
    ...historyTable(run),
    `<details><summary>Recipe</summary>\n\n${markdownFence(JSON.stringify(run.record.recipe, null, 2), 'json')}\n\n</details>`,
  ];
}

/** Every data set's remark once: a reader must not take other data for Fashion-MNIST. */
function notices(runs: readonly DocumentRun[]): string[] {
  const texts = new Set(runs.flatMap(({ record }) => record.data.notice ?? []));
  return [...texts].map((text) => `> **Note:** ${markdownText(text)}`);
}

/**
 * A report as Markdown: GitHub's tables, and nothing that its text could change.
 *
 * @example await writeFile('report.md', reportMarkdown(document));
 */
export function reportMarkdown({ createdAt, rankings, runs, unreadable }: ReportDocument): string {
  const complete = rankings.reduce((sum, { rows }) => sum + rows.length, 0);
  const parts = [
    '# Comparison of runs',
    `${complete} complete of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}. Made by Atelier, ` +
      `${createdAt.slice(0, 16).replace('T', ' ')} UTC.`,
    ...notices(runs),
    ...rankings.flatMap(rankingSection),
    ...rankings.flatMap((ranking) => comparisonSection(ranking, runs)),
    '## Runs',
    ...runs.flatMap(runSection),
    ...unreadable.map(({ id, reason }) => `### ${markdownText(id)}\n\nUnreadable: ${markdownText(reason)}`),
  ];
  return `${parts.join('\n\n')}\n`;
}
