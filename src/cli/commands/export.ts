import { Command, Option } from 'commander';
import { OptionError } from '../../core/errors.ts';
import { exportFormats } from '../exports/index.ts';
import type { Exported, ExportFormat } from '../exports/export-format.ts';
import { interruptSignal } from '../interrupt.ts';
import { jsonOption, runsOption } from '../options.ts';
import { printableLines, printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';

interface ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly data?: string;
  readonly runs: string;
  readonly json?: true;
}

const EXAMPLES = `
Formats:
${exportFormats.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`).join('\n')}

Examples:
  atelier export latest --format tensorboard --out tensorboard    then: tensorboard --logdir tensorboard
  atelier export latest --format onnx --out cnn.onnx
`;

function formatOf({ format, data }: ExportOptions): ExportFormat {
  const found = exportFormats.find(({ name }) => name === format)!;
  if (data === undefined || found.showsImages) return found;
  throw new OptionError(`--data has no meaning for --format ${format}`, {
    value: data,
    expected: 'a format that shows images',
    hint: 'Leave it out.',
  });
}

async function exportedText({ files, missing, next }: Exported): Promise<string> {
  const { formatBytes } = await import('../../report/format.ts');
  const lines = [
    ...files.map(({ path, sizeBytes }) => `${path}  ${formatBytes(sizeBytes)}`),
    ...missing.map((reason) => `Without ${reason}`),
    ...(next === undefined ? [] : ['', 'Next:', `  ${next}`]),
  ];
  return printableLines(lines.join('\n'));
}

async function exportRun(nameOrPath: string, options: ExportOptions): Promise<void> {
  const format = formatOf(options);
  const signal = interruptSignal();
  const { resolveRun } = await import('../../runs/resolve-run.node.ts');
  const { readRun } = await import('../../runs/store.node.ts');
  const run = await readRun(await resolveRun(options.runs, nameOrPath));
  const progress = new ProgressLine();
  const { out, data } = options;
  const exported = await format.write({ run, out, data, progress, signal }).finally(() => {
    progress.done();
  });
  const { files, missing } = exported;
  const json = options.json === true;
  const document = { id: run.id, format: format.name, out, files, missing };
  printResult(json, document, json ? '' : await exportedText(exported));
}

/** `atelier export`: writes a run for other programs. */
export function exportCommand(): Command {
  return new Command('export')
    .summary('write a run for TensorBoard, ONNX runtimes and others')
    .description(
      'Writes a run in a format of other programs. Nothing that is there is overwritten, other than the event files of ' +
        'an earlier export of the same run.',
    )
    .argument('<run>', 'an id, the beginning of an id, the path of a run folder, or "latest"')
    .addOption(
      new Option('--format <format>', 'what to write; see below')
        .choices(exportFormats.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'the file or folder to write')
    .option('--data <path>', 'where the data set is now, for formats that show images')
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(exportRun);
}
