import { Command } from 'commander';
import { StorageError } from '../../core/errors.ts';
import type { Finding } from '../../report/findings.ts';
import type { Ranking } from '../../report/ranking.ts';
import type { Run, RunEntry, UnreadableRun } from '../../runs/record.ts';
import { jsonOption, runsOption } from '../options.ts';
import { printableLines, printResult, writeErr } from '../output.ts';

interface ReportOptions {
  readonly runs: string;
  readonly out: string;
  readonly json?: true;
}

/** The runs that were named, each once, or all of the folder. */
async function selectRuns(runsDir: string, names: readonly string[]): Promise<RunEntry[]> {
  const { listRuns, readRunEntry } = await import('../../runs/store.node.ts');
  const { resolveRun } = await import('../../runs/resolve-run.node.ts');
  if (names.length === 0) {
    const entries = await listRuns(runsDir);
    if (entries.length > 0) return entries;
    throw new StorageError(`there are no runs in ${runsDir}`, {
      value: runsDir,
      expected: 'a folder with at least one run',
      hint: '"atelier train" makes a run, --runs looks elsewhere.',
    });
  }
  const folders = new Set<string>();
  for (const name of names) folders.add(await resolveRun(runsDir, name));
  const entries: RunEntry[] = [];
  for (const folder of folders) entries.push(await readRunEntry(folder));
  return entries;
}

function document(
  path: string,
  runs: readonly Run[],
  unreadable: readonly UnreadableRun[],
  rankings: readonly { readonly ranking: Ranking; readonly findings: readonly Finding[] }[],
): object {
  return {
    report: path,
    runs: runs.map(({ id, folder, record }) => ({ id, folder, status: record.status })),
    unreadable,
    rankings: rankings.map(({ ranking, findings }) => ({
      data: {
        name: ranking.data.name,
        title: ranking.data.title,
        digest: ranking.data.digest,
        notice: ranking.data.notice,
      },
      rows: ranking.rows,
      findings,
    })),
  };
}

async function report(names: readonly string[], options: ReportOptions): Promise<void> {
  const entries = await selectRuns(options.runs, names);
  const runs = entries.flatMap((entry) => (entry.state === 'readable' ? [entry.run] : []));
  const unreadable = entries.flatMap((entry) => (entry.state === 'unreadable' ? [entry.run] : []));
  const { reportHtml } = await import('../../report/html.ts');
  const { rankRuns } = await import('../../report/ranking.ts');
  const { findings } = await import('../../report/findings.ts');
  const { rankingText, textList } = await import('../../report/text.ts');
  const { atomicWriteFile } = await import('../../runs/atomic-write.node.ts');

  await atomicWriteFile(options.out, reportHtml({ runs, unreadable, createdAt: new Date() }));
  const rankings = rankRuns(runs).map((ranking) => ({ ranking, findings: findings(ranking, runs) }));
  const sections = rankings.map(
    ({ ranking, findings: found }) => `${rankingText(ranking)}\n\n${textList(found.map(({ text }) => text))}`,
  );
  if (rankings.length === 0) sections.push('No run is complete, so there is nothing to rank.');
  for (const { id, reason } of unreadable)
    writeErr(printableLines(`warning: ${id} cannot be read: ${reason}`));
  printResult(
    options.json === true,
    document(options.out, runs, unreadable, rankings),
    [...sections, `Report: ${options.out}`].join('\n\n'),
  );
}

/** `atelier report`: ranks runs and writes the page that compares them. */
export function reportCommand(): Command {
  return new Command('report')
    .summary('compare runs in a table and an HTML page')
    .description(
      'Ranks complete runs, says what can be said of each, and writes a page with curves and confusion matrices that ' +
        'opens without a network. Runs that are not complete are shown but not ranked.',
    )
    .argument(
      '[runs...]',
      'ids, beginnings of ids, paths or "latest"; all runs of the folder where none is given',
    )
    .addOption(runsOption())
    .option('--out <file>', 'the page to write', 'report.html')
    .addOption(jsonOption())
    .action(report);
}
