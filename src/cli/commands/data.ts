import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { DatasetDescription } from '../../data/describe.ts';
import { jsonOption } from '../options.ts';
import { printableLines, printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';

interface DataOptions {
  readonly data?: string;
  readonly sheet?: string;
  readonly perClass?: number;
  readonly seed?: number;
  readonly firstLabel?: number;
  readonly transposed?: true;
  readonly offline?: true;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier data                                 Fashion-MNIST: find or fetch it, check it, describe it
  atelier data sketches --sheet sketches.png   the built-in drawings, as a picture
  atelier data mine --data ./mine              any set in the IDX format; class names from mine/classes.txt
`;

/** Parses the value of a whole-number option. */
function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new OptionError(`${option} must be a whole number, ${least} or more; got "${text}"`, {
      value: text,
      expected: `a whole number, ${least} or more`,
      hint: `Write ${option} ${Math.max(least, 10)}, for example.`,
    });
  };
}

/** Refuses options that would have no effect. */
function checkOptions(name: string, options: DataOptions): void {
  if (options.perClass !== undefined && options.sheet === undefined) {
    throw new OptionError('--per-class needs --sheet', {
      value: options.perClass,
      expected: '--sheet with a file name',
      hint: 'Add --sheet sheet.png.',
    });
  }
  if (options.seed !== undefined && name !== 'sketches') {
    throw new OptionError(`--seed has no meaning for ${name}`, {
      value: options.seed,
      expected: 'the data set sketches',
      hint: 'Only the built-in sketches are drawn from a seed.',
    });
  }
}

async function load(name: string, options: DataOptions): Promise<Dataset> {
  const { loadDataset } = await import('../../data/load-dataset.node.ts');
  const progress = new ProgressLine();
  const megabytes = (sizeBytes: number): string => (sizeBytes / 1e6).toFixed(1);
  try {
    return await loadDataset(name, {
      dataDir: options.data,
      seed: options.seed,
      offline: options.offline,
      firstLabel: options.firstLabel,
      transposed: options.transposed,
      onProgress: ({ file, receivedBytes, totalBytes }) => {
        const of = totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`;
        progress.update(`downloading ${file}: ${megabytes(receivedBytes)}${of} MB`);
      },
    });
  } finally {
    progress.done();
  }
}

async function describeInText(description: DatasetDescription, sheet: string | undefined): Promise<string> {
  const { formatCount } = await import('../../report/format.ts');
  const { textTable } = await import('../../report/text.ts');
  const { findDatasetSource } = await import('../../data/registry.ts');
  const { title, name, imageShape, classNames, train, test, origin, digest, notice } = description;
  const decimals = (values: readonly number[]): string => values.map((value) => value.toFixed(4)).join(', ');
  const facts: [string, string | undefined][] = [
    ['Found in', origin],
    ['Images', `${imageShape.join(' × ')} (height, width, channels)`],
    ['Mean', `${decimals(train.mean)} (training images, on the scale 0 to 1)`],
    ['Deviation', decimals(train.standardDeviation)],
    ['Digest', digest],
    ['From', findDatasetSource(name)?.licence],
    ['Notice', notice],
    ['Sheet', sheet],
  ];
  const lines = facts.flatMap(([label, value]) =>
    value === undefined ? [] : [`${label.padEnd(11)}${value}`],
  );
  const rows = classNames.map((className, label) => [
    String(label),
    className,
    formatCount(train.perClass[label]!),
    formatCount(test.perClass[label]!),
  ]);
  const table = textTable(
    [
      { title: 'Label', align: 'right' },
      { title: 'Class', align: 'left', shrinks: true },
      { title: 'Train', align: 'right' },
      { title: 'Test', align: 'right' },
    ],
    [...rows, ['', 'all', formatCount(train.count), formatCount(test.count)]],
  );
  return printableLines([title, '', ...lines, '', table].join('\n'));
}

async function data(name: string, options: DataOptions): Promise<void> {
  checkOptions(name, options);
  const { describeDataset } = await import('../../data/describe.ts');
  const dataset = await load(name, options);
  if (options.sheet !== undefined) {
    const { writeContactSheet } = await import('../../data/contact-sheet.node.ts');
    await writeContactSheet(dataset, options.sheet, { perClass: options.perClass });
  }
  const description = describeDataset(dataset);
  const json = options.json === true;
  const result = { ...description, ...(options.sheet === undefined ? {} : { sheet: options.sheet }) };
  printResult(json, result, json ? '' : await describeInText(description, options.sheet));
}

/** `atelier data`: finds or fetches a data set, checks it and describes it. */
export function dataCommand(): Command {
  return new Command('data')
    .summary('fetch, check and describe a data set')
    .description(
      'Finds a data set on this machine or fetches it into the cache, checks it and describes it. ' +
        'Known by name: fashion-mnist, mnist, kmnist, sketches; any other with --data.',
    )
    .argument('[name]', 'the data set', 'fashion-mnist')
    .option('--data <folder>', 'read the IDX files of this folder instead of searching')
    .option('--sheet <file>', 'write a picture with the first images of each class, as PNG')
    .option('--per-class <n>', 'how many images of each class the picture has', wholeNumber('--per-class', 1))
    .option('--seed <n>', 'which drawings, for sketches', wholeNumber('--seed', 0))
    .option('--first-label <n>', 'the label of the first class in the files', wholeNumber('--first-label', 0))
    .option('--transposed', 'the files have rows and columns swapped')
    .option('--offline', 'do without the network')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(data);
}
