import { wilsonInterval } from '../metrics/interval.ts';
import { macroMean, perClass } from '../metrics/per-class.ts';
import { csvText, type Cell } from './csv-text.ts';
import type { DocumentRun, ReportDocument } from './report-document.ts';

interface Column {
  readonly name: string;
  readonly of: (run: DocumentRun, rank: number | undefined) => Cell;
}

/** What a recipe says under a path, where it is text or a number. */
function recipeValue({ record }: DocumentRun, ...path: readonly string[]): Cell {
  let value: unknown = record.recipe;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** A learning rate, or the type of its schedule. */
function learningRate(run: DocumentRun): Cell {
  return (
    recipeValue(run, 'optimizer', 'learningRate') ?? recipeValue(run, 'optimizer', 'learningRate', 'type')
  );
}

function testInterval({ record }: DocumentRun): { readonly low?: number; readonly high?: number } {
  const test = record.result?.test;
  return test === undefined ? {} : wilsonInterval(Math.round(test.accuracy * test.count), test.count);
}

const COLUMNS: readonly Column[] = [
  { name: 'rank', of: (_run, rank) => rank },
  { name: 'id', of: ({ id }) => id },
  { name: 'name', of: ({ record }) => record.name },
  { name: 'status', of: ({ record }) => record.status },
  { name: 'createdAt', of: ({ record }) => record.createdAt },
  { name: 'data', of: ({ record }) => record.data.name },
  { name: 'dataDigest', of: ({ record }) => record.data.digest },
  { name: 'seed', of: ({ record }) => record.seed },
  { name: 'testAccuracy', of: ({ record }) => record.result?.test.accuracy },
  { name: 'testAccuracyLow', of: (run) => testInterval(run).low },
  { name: 'testAccuracyHigh', of: (run) => testInterval(run).high },
  { name: 'testLoss', of: ({ record }) => record.result?.test.loss },
  { name: 'testCount', of: ({ record }) => record.result?.test.count },
  {
    name: 'macroF1',
    of: ({ record }) => record.result && macroMean(perClass(record.result.test.confusion)).f1,
  },
  { name: 'macroRocAuc', of: ({ classification }) => classification?.macro.rocAuc ?? undefined },
  {
    name: 'calibrationError',
    of: ({ classification }) => classification?.calibration.expectedError ?? undefined,
  },
  { name: 'validationAccuracy', of: ({ record }) => record.result?.validation.accuracy },
  { name: 'validationLoss', of: ({ record }) => record.result?.validation.loss },
  { name: 'epochs', of: ({ history }) => history.length },
  { name: 'bestEpoch', of: ({ record }) => record.result?.bestEpoch },
  { name: 'stopReason', of: ({ record }) => record.result?.stopReason },
  { name: 'trainingMs', of: ({ record }) => record.result?.durationMs },
  { name: 'testMs', of: ({ record }) => record.result?.test.durationMs },
  { name: 'parameters', of: ({ record }) => record.parameters },
  { name: 'multiplyAdds', of: ({ record }) => record.architecture?.multiplyAdds },
  { name: 'optimizer', of: (run) => recipeValue(run, 'optimizer', 'type') },
  { name: 'learningRate', of: learningRate },
  { name: 'batchSize', of: (run) => recipeValue(run, 'batchSize') },
  { name: 'threads', of: ({ record }) => record.threads },
  { name: 'layout', of: ({ record }) => record.layout },
  { name: 'cpu', of: ({ record }) => record.machine.cpu },
  { name: 'atelier', of: ({ record }) => record.versions.atelier },
  { name: 'node', of: ({ record }) => record.versions.node },
  { name: 'onnxruntime', of: ({ record }) => record.versions.onnxruntime },
  { name: 'folder', of: ({ folder }) => folder },
  { name: 'command', of: ({ command }) => command },
  { name: 'error', of: ({ record }) => record.error?.message },
];

/**
 * A report as CSV (RFC 4180): a line a run, best first, unreadable ones last with the reason as their error.
 *
 * @example await writeFile('report.csv', reportCsv(document));
 */
export function reportCsv({ rankings, runs, unreadable }: ReportDocument): string {
  const ranks = new Map(rankings.flatMap(({ rows }) => rows.map(({ runId, rank }) => [runId, rank])));
  const broken = unreadable.map(({ id, folder, reason }): Readonly<Record<string, Cell>> => ({
    id,
    folder,
    status: 'unreadable',
    error: reason,
  }));
  const lines: Cell[][] = [
    COLUMNS.map(({ name }) => name),
    ...runs.map((run) => COLUMNS.map(({ of }) => of(run, ranks.get(run.id)))),
    ...broken.map((cells) => COLUMNS.map(({ name }) => cells[name])),
  ];
  return csvText(lines);
}
