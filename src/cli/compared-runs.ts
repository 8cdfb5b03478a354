import { reportHtml } from '../report/html.ts';
import {
  comparisonTexts,
  compareRanking,
  COMPARED_RUNS,
  type Comparison,
} from '../report/comparison/comparison.ts';
import { findings, type Finding } from '../report/findings.ts';
import { rankRuns, type Ranking } from '../report/ranking.ts';
import { CLOSE_RUNS } from '../report/report-context.ts';
import { testAnswers, type TestAnswers } from '../report/test-answers.ts';
import { rankingText, textList } from '../report/text.ts';
import { atomicWriteFile } from '../runs/atomic-write.node.ts';
import type { Run, RunEntry, UnreadableRun } from '../runs/record.ts';
import { keptPredictions } from './kept-predictions.ts';
import { printableLines, writeErr } from './output.ts';
import { reportMaterial, type ReportDetail } from './report-material.ts';

/** Runs side by side: what a report says of them, for the screen and for programs. */
export interface ComparedRuns {
  readonly runs: readonly Run[];
  readonly unreadable: readonly UnreadableRun[];
  readonly rankings: readonly ComparedRanking[];
  /** What the best runs of each ranking took their test images for, by their ids, where it has been kept. */
  readonly answers: ReadonlyMap<string, TestAnswers>;
}

/** The runs on one data set, and what can be said of them. */
interface ComparedRanking {
  readonly ranking: Ranking;
  readonly findings: readonly Finding[];
  readonly comparison: Comparison;
}

async function keptAnswers(
  rankings: readonly Ranking[],
  runs: readonly Run[],
): Promise<ReadonlyMap<string, TestAnswers>> {
  const answers = new Map<string, TestAnswers>();
  for (const { runId } of rankings.flatMap(({ rows }) => rows.slice(0, COMPARED_RUNS))) {
    const kept = await keptPredictions(runs.find(({ id }) => id === runId)!);
    if (kept !== undefined) answers.set(runId, testAnswers(kept.test));
  }
  return answers;
}

/** Ranks runs and says what can be said of each. */
export async function compareRuns(entries: readonly RunEntry[]): Promise<ComparedRuns> {
  const runs = entries.flatMap((entry) => (entry.state === 'readable' ? [entry.run] : []));
  const unreadable = entries.flatMap((entry) => (entry.state === 'unreadable' ? [entry.run] : []));
  const ranked = rankRuns(runs);
  const answers = await keptAnswers(ranked, runs);
  const rankings = ranked.map((ranking) => ({
    ranking,
    findings: findings(ranking, runs),
    comparison: compareRanking(ranking, runs, answers),
  }));
  return { runs, unreadable, rankings, answers };
}

/** Writes the page that compares the runs. Throws a StorageError where it cannot be written. */
export async function writeReport(
  path: string,
  { runs, unreadable, answers }: ComparedRuns,
  detail: ReportDetail = 'pictures',
): Promise<void> {
  const { gaps, ...material } = await reportMaterial(runs, detail);
  for (const { run, reason } of gaps) writeErr(printableLines(`note: ${run}: ${reason}`));
  await atomicWriteFile(path, reportHtml({ runs, unreadable, answers, ...material, createdAt: new Date() }));
}

/** Warns of each unreadable run on standard error. */
export function warnOfUnreadable({ unreadable }: ComparedRuns): void {
  for (const { id, reason } of unreadable) {
    writeErr(printableLines(`warning: ${id} cannot be read: ${reason}`));
  }
}

/** The tables and findings as text; a warning for each unreadable run goes to standard error. */
export function comparisonText(compared: ComparedRuns): string {
  const { rankings } = compared;
  warnOfUnreadable(compared);
  if (rankings.length === 0) return 'No run is complete, so there is nothing to rank.';
  return rankings
    .map(({ ranking, findings: found, comparison }) =>
      [
        rankingText(ranking),
        textList(found.slice(0, CLOSE_RUNS).map(({ text }) => text)),
        ...(found.length > CLOSE_RUNS ? [`Of ${found.length} models the best ${CLOSE_RUNS} in words.`] : []),
        ...(ranking.rows.length < 2 ? [] : [`Compared:\n${textList(comparisonTexts(comparison))}`]),
      ].join('\n\n'),
    )
    .join('\n\n');
}

/** The same for programs. */
export function comparisonDocument(path: string, { runs, unreadable, rankings }: ComparedRuns): object {
  return {
    report: path,
    runs: runs.map(({ id, folder, record }) => ({ id, folder, status: record.status })),
    unreadable,
    rankings: rankings.map(({ ranking, findings: found, comparison }) => ({
      data: {
        name: ranking.data.name,
        title: ranking.data.title,
        digest: ranking.data.digest,
        notice: ranking.data.notice,
      },
      rows: ranking.rows,
      findings: found,
      comparison,
    })),
  };
}
