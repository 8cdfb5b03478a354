import { reportHtml } from '../report/html.ts';
import { findings, type Finding } from '../report/findings.ts';
import { rankRuns, type Ranking } from '../report/ranking.ts';
import { rankingText, textList } from '../report/text.ts';
import { atomicWriteFile } from '../runs/atomic-write.node.ts';
import type { Run, RunEntry, UnreadableRun } from '../runs/record.ts';
import { printableLines, writeErr } from './output.ts';
import { reportMaterial } from './report-material.ts';

/** Runs side by side: what a report says of them, for the screen and for programs. */
export interface ComparedRuns {
  readonly runs: readonly Run[];
  readonly unreadable: readonly UnreadableRun[];
  readonly rankings: readonly { readonly ranking: Ranking; readonly findings: readonly Finding[] }[];
}

/** Ranks runs and says what can be said of each. */
export function compareRuns(entries: readonly RunEntry[]): ComparedRuns {
  const runs = entries.flatMap((entry) => (entry.state === 'readable' ? [entry.run] : []));
  const unreadable = entries.flatMap((entry) => (entry.state === 'unreadable' ? [entry.run] : []));
  const rankings = rankRuns(runs).map((ranking) => ({ ranking, findings: findings(ranking, runs) }));
  return { runs, unreadable, rankings };
}

/** Writes the page that compares the runs. Throws a StorageError where it cannot be written. */
export async function writeReport(path: string, { runs, unreadable }: ComparedRuns): Promise<void> {
  const { gaps, ...material } = await reportMaterial(runs);
  for (const { run, reason } of gaps) writeErr(printableLines(`note: ${run}: ${reason}`));
  await atomicWriteFile(path, reportHtml({ runs, unreadable, ...material, createdAt: new Date() }));
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
    .map(
      ({ ranking, findings: found }) =>
        `${rankingText(ranking)}\n\n${textList(found.map(({ text }) => text))}`,
    )
    .join('\n\n');
}

/** The same for programs. */
export function comparisonDocument(path: string, { runs, unreadable, rankings }: ComparedRuns): object {
  return {
    report: path,
    runs: runs.map(({ id, folder, record }) => ({ id, folder, status: record.status })),
    unreadable,
    rankings: rankings.map(({ ranking, findings: found }) => ({
      data: {
        name: ranking.data.name,
        title: ranking.data.title,
        digest: ranking.data.digest,
        notice: ranking.data.notice,
      },
      rows: ranking.rows,
      findings: found,
    })),
  };
}
