import { wilsonInterval } from '../metrics/interval.ts';
import type { Interval } from '../metrics/interval.ts';
import type { Run, RunDataFacts } from '../runs/record.ts';
import { runLabels } from './run-label.ts';

/** One complete run in a ranking. Accuracies are from 0 to 1. */
export interface RankingRow {
  /** From 1; runs of equal test accuracy share a rank. */
  readonly rank: number;
  readonly runId: string;
  readonly model: string;
  readonly parameters: number;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly durationMs: number;
  readonly validationAccuracy: number;
  readonly testAccuracy: number;
  /** The 95% interval of the test accuracy, for the number of test images. */
  readonly testInterval: Interval;
  readonly testLoss: number;
  readonly testCount: number;
}

/** The complete runs on one data set, best first. */
export interface Ranking {
  readonly data: RunDataFacts;
  readonly rows: readonly RankingRow[];
}

/** The number of test images that a row's model classified rightly. */
export function testHits(row: RankingRow): number {
  return Math.round(row.testAccuracy * row.testCount);
}

function rowOf(run: Run, model: string): Omit<RankingRow, 'rank'> | undefined {
  const { result, parameters, status } = run.record;
  if (status !== 'complete' || result === undefined) return undefined;
  const { accuracy, loss, count } = result.test;
  return {
    runId: run.id,
    model,
    parameters,
    epochs: result.epochs,
    bestEpoch: result.bestEpoch,
    durationMs: result.durationMs,
    validationAccuracy: result.validation.accuracy,
    testAccuracy: accuracy,
    testInterval: wilsonInterval(Math.round(accuracy * count), count),
    testLoss: loss,
    testCount: count,
  };
}

/** Higher accuracy first; of equals the lower loss, then the smaller model, then the earlier id. */
function compareRows(a: Omit<RankingRow, 'rank'>, b: Omit<RankingRow, 'rank'>): number {
  const byFigures = b.testAccuracy - a.testAccuracy || a.testLoss - b.testLoss || a.parameters - b.parameters;
  return byFigures || (a.runId < b.runId ? -1 : 1);
}

/**
 * Ranks complete runs by test accuracy. Only runs on the same data are compared: there is one ranking for each data
 * set, in the order in which they first appear. Runs that are not complete are in none.
 */
export function rankRuns(runs: readonly Run[]): Ranking[] {
  const labels = runLabels(runs);
  const groups = new Map<string, { data: RunDataFacts; rows: Omit<RankingRow, 'rank'>[] }>();
  for (const run of runs) {
    const row = rowOf(run, labels.get(run.id)!);
    if (row === undefined) continue;
    const { data } = run.record;
    const key = `${data.digest} ${row.testCount}`;
    const group = groups.get(key) ?? { data, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ data, rows }) => {
    const ordered = rows.sort(compareRows);
    const rank = (row: { testAccuracy: number }): number =>
      1 + ordered.filter((other) => other.testAccuracy > row.testAccuracy).length;
    return { data, rows: ordered.map((row) => ({ rank: rank(row), ...row })) };
  });
}
