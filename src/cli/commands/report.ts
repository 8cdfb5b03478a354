import { Command, Option } from 'commander';
import { OptionError, StorageError } from '../../core/errors.ts';
import type { ChartTheme } from '../../report/charts/palette.ts';
import type { RunEntry } from '../../runs/record.ts';
import type { ChartFiles } from '../chart-files.ts';
import type { ComparedRuns } from '../compared-runs.ts';
import { jsonOption, runsOption } from '../options.ts';
import { printableLines, printResult, writeErr, writeOut } from '../output.ts';
import type { TextFormat } from '../report-text.ts';
import { addPlaceOptions, hasStudy, type StudyPlace } from '../study/study-options.ts';

const EXAMPLES = `
Examples:
  atelier report                              all runs in runs/
  atelier report 2026-11-21-0534-cnn latest   these two
  atelier report full-tour-quick              a study, or all stages of a tour
  atelier report --format csv --out -         a line a run, to standard output
  atelier report --charts figures --chart-format png --theme dark
                                              and every chart as a file, for a paper or a slide
`;

interface ReportOptions extends StudyPlace {
  readonly runs: string;
  readonly format: 'html' | TextFormat;
  readonly out?: string;
  readonly charts?: string;
  readonly chartFormat?: 'svg' | 'png';
  readonly theme?: ChartTheme;
  readonly scale?: number;
  readonly embedding?: true;
  readonly json?: true;
}

/** Refuses options that would do nothing or get in each other's way. */
function checkOptions(options: ReportOptions): void {
  const { format, out, charts, chartFormat, theme, scale, embedding, json } = options;
  const refuse = (message: string, expected: string): never => {
    throw new OptionError(message, { expected });
  };
  if (out === '-' && format === 'html')
    refuse('--out - is not for a page', 'a file, or --format md, json or csv');
  if (out === '-' && json) refuse('--json and --out - both write to standard output', 'one of the two');
  if (charts === undefined && (chartFormat ?? theme ?? scale ?? embedding) !== undefined) {
    refuse('--chart-format, --theme, --scale and --embedding are for chart files', '--charts with a folder');
  }
  if (scale !== undefined && chartFormat !== 'png') refuse('--scale is for PNG files', '--chart-format png');
}

/** How many pixels of a file there are for one of the drawing. */
function scaleFactor(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= 0.5 && value <= 8) return value;
  throw new OptionError(`--scale must be a number from 0.5 to 8; got "${text}"`, {
    value: text,
    expected: 'a number from 0.5 to 8',
  });
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

async function writeCharts(compared: ComparedRuns, options: ReportOptions): Promise<ChartFiles | undefined> {
  const { charts, chartFormat = 'svg', theme = 'light', scale = 2, embedding = false } = options;
  if (charts === undefined) return undefined;
  const { skippedText, writeChartFiles } = await import('../chart-files.ts');
  const written = await writeChartFiles(compared.runs, {
    folder: charts,
    format: chartFormat,
    theme,
    scale,
    embedding,
  });
  for (const line of skippedText(written.skipped)) writeErr(printableLines(`note: ${line}`));
  return written;
}

async function report(names: readonly string[], options: ReportOptions): Promise<void> {
  checkOptions(options);
  const study = names.length === 1 && (await hasStudy(names[0]!, options)) ? names[0] : undefined;
  if (study !== undefined) {
    if (options.scale !== undefined || options.embedding === true) {
      throw new OptionError('--scale and --embedding are for reports of runs', {
        expected: 'neither of them',
      });
    }
    const { reportStudy } = await import('../study/report-study.ts');
    await reportStudy(study, options);
    return;
  }
  const { format, json, out = `report.${format}` } = options;
  const entries = await selectRuns(options.runs, names);
  const { compareRuns, comparisonDocument, comparisonText, warnOfUnreadable, writeReport } =
    await import('../compared-runs.ts');
  const compared = await compareRuns(entries);
  // Before the work, so that a folder that cannot be made does not come as a surprise after it.
  if (options.charts !== undefined) await (await import('../chart-files.ts')).makeChartFolder(options.charts);
  let text = '';
  if (format === 'html') await writeReport(out, compared);
  else {
    const { reportText } = await import('../report-text.ts');
    text = await reportText(format, compared);
    const { atomicWriteFile } = await import('../../runs/atomic-write.node.ts');
    if (out !== '-') await atomicWriteFile(out, text);
  }
  const charts = await writeCharts(compared, options);
  if (out === '-') {
    warnOfUnreadable(compared);
    writeOut(text.replace(/\n$/, ''));
    return;
  }
  const chartLine = charts === undefined ? '' : `\nCharts: ${charts.files.length} files in ${charts.folder}`;
  printResult(
    json === true,
    { ...comparisonDocument(out, compared), ...(charts === undefined ? {} : { charts }) },
    `${comparisonText(compared)}\n\nReport: ${out}${chartLine}`,
  );
}

/** `atelier report`: ranks runs and writes the page that compares them. */
export function reportCommand(): Command {
  return addPlaceOptions(new Command('report'))
    .summary('compare runs in a table and an HTML page')
    .description(
      'Ranks complete runs, says what can be said of each, and writes a page with curves and confusion matrices that ' +
        'opens without a network. Runs that are not complete are shown but not ranked.',
    )
    .argument(
      '[runs...]',
      'ids, beginnings of ids, paths or "latest", or the name of one study; all runs of the folder where none is given',
    )
    .addOption(runsOption())
    .addOption(
      new Option('--format <format>', 'a page, Markdown, everything as JSON, or a line a run as CSV')
        .choices(['html', 'md', 'json', 'csv'])
        .default('html'),
    )
    .option('--out <file>', 'the file to write, report.<format> by default; - for standard output')
    .option('--charts <folder>', 'write every chart into a file of its own as well')
    .addOption(
      new Option('--chart-format <format>', 'of these files; svg by default').choices(['svg', 'png']),
    )
    .addOption(new Option('--theme <theme>', 'of these files; light by default').choices(['light', 'dark']))
    .option('--embedding', 'with charts of how test images lie in the last hidden layer; needs the data')
    .option('--scale <n>', 'pixels of a PNG file for one of the drawing; 2 by default', scaleFactor)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(report);
}
