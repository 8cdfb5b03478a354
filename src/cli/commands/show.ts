import { readdir } from 'node:fs/promises';
import { Command } from 'commander';
import type { ImageBytes } from '../../report/image-bytes.ts';
import type { TerminalLook } from '../../report/terminal/look.ts';
import type { UnreadableRun } from '../../runs/record.ts';
import { jsonOption, runsOption, wholeNumber } from '../options.ts';
import { printableLines, printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import type { ShownRun } from '../shown-run.ts';
import { terminalLook } from '../terminal-look.ts';

interface ShowOptions {
  readonly runs: string;
  readonly images?: number;
  readonly data?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier show latest
  atelier show 2026-11-21-0534-cnn --images 12
  atelier show latest > cnn.txt                  plain text; --images draws pictures in characters
`;

const DEFAULT_IMAGES = 6;

/** What is left of a run whose record cannot be read. */
async function unreadableText({ id, folder, reason }: UnreadableRun): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  return printableLines(
    [
      `${id}  unreadable`,
      `  ${reason}`,
      names.length === 0 ? `  ${folder} is empty.` : `  ${folder} holds ${names.sort().join(', ')}.`,
    ].join('\n'),
  );
}

/**
 * The test images, where they are to be drawn and to be had, else a line that says why not. A file gets pictures in
 * characters where it was asked for them by a number.
 */
async function findImages(
  { run, predictions }: ShownRun,
  { images, data: path }: ShowOptions,
  look: TerminalLook,
): Promise<{ readonly images?: ImageBytes; readonly missing?: string }> {
  const wanted = images ?? (look.colorBits >= 8 ? DEFAULT_IMAGES : 0);
  if (wanted === 0 || predictions === undefined) return {};
  const { findRunData } = await import('../run-data.ts');
  const progress = new ProgressLine();
  const { data, missing } = await findRunData(run.record, path, { progress }).finally(() => {
    progress.done();
  });
  if (data === undefined) return { missing: `pictures of the test images: ${missing}` };
  return { images: { images: data.test.images, imageShape: data.imageShape } };
}

async function show(nameOrPath: string, options: ShowOptions): Promise<void> {
  const { resolveRun } = await import('../../runs/resolve-run.node.ts');
  const { readShownRun, shownRunDocument } = await import('../shown-run.ts');
  const folder = await resolveRun(options.runs, nameOrPath);
  const shown = await readShownRun(folder);
  const json = options.json === true;
  if ('reason' in shown) {
    printResult(json, { ...shown, status: 'unreadable' }, json ? '' : await unreadableText(shown));
    return;
  }
  const mistakeCount = options.images ?? DEFAULT_IMAGES;
  if (json) {
    printResult(true, shownRunDocument(shown, mistakeCount), '');
    return;
  }
  const { runView } = await import('../../report/terminal/run-view.ts');
  const { learningRatesOfRun } = await import('../../train/learning-rates-of-run.ts');
  const learningRates = learningRatesOfRun(shown.run)?.map(([, rate]) => rate);
  const look = terminalLook(process.stdout, process.env);
  const { images, missing } = await findImages(shown, options, look);
  const notShown = missing === undefined ? shown.missing : [...shown.missing, missing];
  printResult(
    false,
    undefined,
    runView({ ...shown, learningRates, mistakeCount, images, missing: notShown }, look),
  );
}

/** `atelier show`: everything about one run, in the terminal. */
export function showCommand(): Command {
  return new Command('show')
    .summary('show one run: result, curves, classes, worst mistakes')
    .description(
      'Shows a run of any status: its recipe, its result with intervals, learning curves, figures by class, the confusion ' +
        'matrix, and the worst mistakes as pictures where the data set is on this machine. Plain text where the output ' +
        'is no terminal.',
    )
    .argument('<run>', 'an id, the beginning of an id, the path of a run folder, or "latest"')
    .option(
      '--images <n>',
      `how many of the worst mistakes to show; ${DEFAULT_IMAGES} by default`,
      wholeNumber('--images', 0, 1000),
    )
    .option('--data <path>', 'where the data set is now')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(show);
}
