import { Command, Option } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { ChartTheme } from '../../report/charts/palette.ts';
import type { StudyResults } from '../../report/study/study-results.ts';
import type { Study } from '../../tune/study.ts';
import type { ChartFiles } from '../chart-files.ts';
import { jsonOption } from '../options.ts';
import { printableLines, printResult, writeErr, writeOut } from '../output.ts';
import { addPlaceOptions, withExistingStorage, type StudyPlace } from './study-options.ts';

type TextFormat = 'md' | 'json' | 'csv';

/** What a report of a study is to be. */
export interface StudyReportOptions extends StudyPlace {
  readonly format: 'html' | TextFormat;
  readonly out?: string;
  readonly charts?: string;
  readonly chartFormat?: 'svg' | 'png';
  readonly theme?: ChartTheme;
  readonly json?: true;
}

function checkOptions({ format, out, charts, chartFormat, theme, json }: StudyReportOptions): void {
  const refuse = (message: string, expected: string): never => {
    throw new OptionError(message, { expected });
  };
  if (out === '-' && format === 'html')
    refuse('--out - is not for a page', 'a file, or --format md, json or csv');
  if (out === '-' && json) refuse('--json and --out - both write to standard output', 'one of the two');
  if (charts === undefined && (chartFormat ?? theme) !== undefined)
    refuse('--chart-format and --theme are for chart files', '--charts with a folder');
}

/** Studies as Markdown, JSON or CSV. */
async function studiesText(format: TextFormat, studies: readonly StudyResults[]): Promise<string> {
  if (format === 'md') return (await import('../../report/study/study-markdown.ts')).studiesMarkdown(studies);
  if (format === 'csv') return (await import('../../report/study/study-csv.ts')).studiesCsv(studies);
  const { studyDocument } = await import('../../report/study/study-document.ts');
  return `${JSON.stringify({ studies: studies.map(studyDocument) }, null, 2)}\n`;
}

async function writeCharts(
  studies: readonly StudyResults[],
  { charts, chartFormat = 'svg', theme = 'light' }: StudyReportOptions,
): Promise<ChartFiles | undefined> {
  if (charts === undefined) return undefined;
  const { makeChartFolder, skippedText, writeStudyChartFiles } = await import('../chart-files.ts');
  await makeChartFolder(charts);
  const written = await writeStudyChartFiles(studies, {
    folder: charts,
    format: chartFormat,
    theme,
    scale: 2,
  });
  for (const line of skippedText(written.skipped)) writeErr(printableLines(`note: ${line}`));
  return written;
}

async function writeStudies(studies: readonly Study[], options: StudyReportOptions): Promise<void> {
  const { studyMaterial } = await import('./study-material.ts');
  const { format, out = `report.${format}`, json } = options;
  const results = studies.map(studyMaterial);
  if (format === 'html') {
    const { writeStudyPage } = await import('./study-page.ts');
    await writeStudyPage(out, studies, options.studies, 'pictures');
  } else {
    const text = await studiesText(format, results);
    const { atomicWriteFile } = await import('../../runs/atomic-write.node.ts');
    if (out === '-') writeOut(text.replace(/\r?\n$/, ''));
    else await atomicWriteFile(out, text);
  }
  const charts = await writeCharts(results, options);
  if (out === '-') return;
  const chartLine = charts === undefined ? '' : `\nCharts: ${charts.files.length} files in ${charts.folder}`;
  printResult(
    json === true,
    {
      report: out,
      studies: results.map(({ name, trials }) => ({ name, trials: trials.length })),
      ...(charts === undefined ? {} : { charts }),
    },
    `Report: ${out}${chartLine}`,
  );
}

/** Writes a page, a text or charts of a study, or of all stages of a tour. */
export async function reportStudy(name: string, options: StudyReportOptions): Promise<void> {
  checkOptions(options);
  const { chosenStudies } = await import('./chosen-studies.ts');
  await withExistingStorage(options, async (storage) =>
    writeStudies(await chosenStudies(storage, name), options),
  );
}

/** `atelier study report`: a study as a page, as text or as charts. */
export function reportStudyCommand(): Command {
  return addPlaceOptions(
    new Command('report').summary('write a page about a study, or the same as text and charts'),
  )
    .description(
      'Writes a page about a study or all stages of a tour: what it answers, its best trials, which parameters matter, and charts.',
    )
    .argument('<study>', 'its name')
    .addOption(
      new Option('--format <format>', 'a page, Markdown, everything as JSON, or a line a trial as CSV')
        .choices(['html', 'md', 'json', 'csv'])
        .default('html'),
    )
    .option('--out <file>', 'the file to write, report.<format> by default; - for standard output')
    .option('--charts <folder>', 'write every chart into a file of its own as well')
    .addOption(
      new Option('--chart-format <format>', 'of these files; svg by default').choices(['svg', 'png']),
    )
    .addOption(new Option('--theme <theme>', 'of these files; light by default').choices(['light', 'dark']))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  atelier study report full-tour-quick --charts figures\n')
    .action(reportStudy);
}
