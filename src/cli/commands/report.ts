import { Command } from 'commander';
import { StorageError } from '../../core/errors.ts';
import type { RunEntry } from '../../runs/record.ts';
import { jsonOption, runsOption } from '../options.ts';
import { printResult } from '../output.ts';

const EXAMPLES = `
Examples:
  atelier report                              all runs in runs/
  atelier report 2026-11-21-0534-cnn latest   these two
`;

interface ReportOptions {
  readonly runs: string;
  readonly out: string;
  readonly json?: true;
}

/** The runs that were named, each once, or all of the folder. */
async function selectRuns(runsDir: string, names: readonly string[]): Promise<RunEntry[]> {
  const { listRuns, readRun } = await import('../../runs/store.node.ts');
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
  for (const folder of folders) entries.push({ state: 'readable', run: await readRun(folder) });
  return entries;
}

async function report(names: readonly string[], options: ReportOptions): Promise<void> {
  const entries = await selectRuns(options.runs, names);
  const { compareRuns, comparisonDocument, comparisonText, writeReport } =
    await import('../compared-runs.ts');
  const compared = compareRuns(entries);
  await writeReport(options.out, compared);
  printResult(
    options.json === true,
    comparisonDocument(options.out, compared),
    `${comparisonText(compared)}\n\nReport: ${options.out}`,
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
    .addHelpText('after', EXAMPLES)
    .action(report);
}
