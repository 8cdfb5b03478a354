import { Command, Option } from 'commander';
import { OptionError } from '../../core/errors.ts';
import { labelIssueMethods, type LabelIssueOptions } from '../../metrics/label-issues.ts';
import type { LabelIssuesFound, ListedIssue } from '../label-issues.ts';
import { jsonOption, runsOption, wholeNumber } from '../options.ts';
import { printableLines, printResult, writeErr } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';

interface LabelIssuesOptions {
  readonly runs: string;
  readonly method: NonNullable<LabelIssueOptions['method']>;
  readonly top?: number;
  readonly out?: string;
  readonly csv?: string;
  readonly data?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier train cnn --folds 5                        every training image is held out by one of the five runs
  atelier label-issues runs/*-cnn-fold-*             what these say of its label
  atelier label-issues runs/*-cnn-fold-* --top 40 --out sheet.png --csv issues.csv
  atelier label-issues latest                        of one run: the images that it held out, and no others
`;

const DEFAULT_SHOWN = 20;
/** What a picture shows at most, unless told. */
const DEFAULT_PICTURED = 80;

interface Written {
  readonly sheet?: string;
  readonly csv?: string;
}

async function writeFiles(found: LabelIssuesFound, options: LabelIssuesOptions): Promise<Written> {
  const { out, csv, data, top } = options;
  const { labelIssuesCsv, labelIssuesSheet } = await import('../label-issues.ts');
  const { atomicWriteFile } = await import('../../runs/atomic-write.node.ts');
  const pictured = found.issues.slice(0, top ?? DEFAULT_PICTURED);
  if (out !== undefined && pictured.length > 0) {
    const progress = new ProgressLine();
    const png = await labelIssuesSheet(found, pictured, { data, progress }).finally(() => {
      progress.done();
    });
    await atomicWriteFile(out, png);
  }
  if (csv !== undefined) await atomicWriteFile(csv, labelIssuesCsv(found.issues.slice(0, top)));
  return {
    ...(out === undefined || pictured.length === 0 ? {} : { sheet: out }),
    ...(csv === undefined ? {} : { csv }),
  };
}

async function labelIssues(names: readonly string[], options: LabelIssuesOptions): Promise<void> {
  const { top, method, json } = options;
  if (options.data !== undefined && options.out === undefined) {
    throw new OptionError('--data is for the picture', {
      value: options.data,
      expected: '--out with a file',
    });
  }
  const { labelIssuesOf, labelIssuesText } = await import('../label-issues.ts');
  const found = await labelIssuesOf(options.runs, names, { method });
  const written = await writeFiles(found, options);
  if (json) {
    for (const note of found.notes) writeErr(printableLines(`note: ${note}`));
    const { runs, issues, ...facts } = found;
    const listed: readonly ListedIssue[] = issues.slice(0, top);
    const document = { runs: runs.map(({ id }) => id), method, ...facts, found: issues.length };
    printResult(true, { ...document, issues: listed, ...written }, '');
    return;
  }
  const lines = [
    ...(written.sheet === undefined ? [] : [`Sheet: ${written.sheet}`]),
    ...(written.csv === undefined ? [] : [`CSV: ${written.csv}`]),
  ];
  const text = labelIssuesText(found, top ?? DEFAULT_SHOWN);
  printResult(false, undefined, [text, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n'));
}

/** `atelier label-issues`: training images whose label is likely wrong. */
export function labelIssuesCommand(): Command {
  return new Command('label-issues')
    .summary('find training images whose label is likely wrong')
    .description(
      'Lists training images whose label is likely wrong, the most suspicious first, by what runs said of the images that they ' +
        'held out for validation. The runs of one cross-validation together say it of all training images.',
    )
    .argument('<runs...>', 'ids, beginnings of ids, paths or "latest": runs that held out different images')
    .addOption(
      new Option(
        '--method <method>',
        'implausible: labels no more probable than drawn ones; the others are those of confident learning',
      )
        .choices(labelIssueMethods)
        .default('implausible'),
    )
    .option(
      '--top <n>',
      `how many to list: ${DEFAULT_SHOWN} in the table, ${DEFAULT_PICTURED} in the picture and all in files by default`,
      wholeNumber('--top', 1),
    )
    .option('--out <file>', 'write a picture of them, as PNG')
    .option('--csv <file>', 'write them as CSV')
    .option('--data <path>', 'where the data set is now, for the picture')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(labelIssues);
}
