import { Command } from 'commander';
import type { RunEntry } from '../../runs/record.ts';
import { jsonOption, runsOption } from '../options.ts';
import { printResult } from '../output.ts';

interface RunsOptions {
  readonly runs: string;
  readonly json?: true;
}

/** One run in the JSON of `atelier runs`. */
function summary(entry: RunEntry): object {
  const { id, folder } = entry.run;
  if (entry.state === 'unreadable') return { id, folder, status: 'unreadable', reason: entry.run.reason };
  const { record, history } = entry.run;
  return {
    id,
    folder,
    status: record.status,
    name: record.name,
    createdAt: record.createdAt,
    data: record.data.name,
    ...(record.data.notice === undefined ? {} : { notice: record.data.notice }),
    parameters: record.parameters,
    epochs: history.length,
    validationAccuracy:
      record.result?.validation.accuracy ?? history.findLast(({ best }) => best)?.val?.accuracy ?? null,
    testAccuracy: record.result?.test.accuracy ?? null,
    ...(record.error === undefined ? {} : { error: record.error }),
  };
}

async function table(entries: readonly RunEntry[], runsDir: string): Promise<string> {
  const { textTable } = await import('../../report/text.ts');
  const { formatPercent } = await import('../../report/format.ts');
  if (entries.length === 0) return `There are no runs in ${runsDir}.`;
  const percent = (share: number | undefined): string => (share === undefined ? '' : formatPercent(share));
  const rows = entries.map((entry) => {
    if (entry.state === 'unreadable') return [entry.run.id, 'unreadable', '', '', '', entry.run.reason];
    const { record, history, id } = entry.run;
    const remark =
      record.error?.message ??
      (record.data.notice === undefined ? record.data.title : `${record.data.title}: ${record.data.notice}`);
    const validation = record.result?.validation ?? history.findLast(({ best }) => best)?.val;
    return [
      id,
      record.status,
      String(history.length),
      percent(validation?.accuracy),
      percent(record.result?.test.accuracy),
      remark,
    ];
  });
  return textTable(
    [
      { title: 'Run', align: 'left' },
      { title: 'Status', align: 'left' },
      { title: 'Epochs', align: 'right' },
      { title: 'Validation', align: 'right' },
      { title: 'Test', align: 'right' },
      { title: 'Data or remark', align: 'left', shrinks: true },
    ],
    rows,
  );
}

/** `atelier runs`: lists all runs with their status. */
export function runsCommand(): Command {
  return new Command('runs')
    .summary('list runs with their status')
    .description(
      'Lists all runs of a folder with their status: running, complete, interrupted, failed or unreadable.',
    )
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier runs --runs experiments\n')
    .action(async (options: RunsOptions) => {
      const { listRuns } = await import('../../runs/store.node.ts');
      const entries = await listRuns(options.runs);
      const json = options.json === true;
      printResult(json, { runs: entries.map(summary) }, json ? '' : await table(entries, options.runs));
    });
}
