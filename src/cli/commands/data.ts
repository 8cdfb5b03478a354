import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { DatasetDescription } from '../../data/describe.ts';
import { loadData } from '../load-data.ts';
import { addDataOptions, checkPng, jsonOption, wholeNumber, type DataOptions } from '../options.ts';
import { printableLines, printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';

interface DataCommandOptions extends DataOptions {
  readonly sheet?: string;
  readonly augment?: string;
  readonly perClass?: number;
  readonly seed?: number;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier data                                 Fashion-MNIST: find or fetch it, check it, describe it
  atelier data sketches --sheet sketches.png   the built-in drawings, as a picture
  atelier data mnist --sheet changed.png --augment '[{ "type": "rotate" }, { "type": "shift" }]'
  atelier data --data ./flowers --size 32      a folder with a folder of pictures for each class
  atelier data --data mnist.npz                an NPZ or CSV file, or a folder of IDX files
`;

/** Refuses options that would have no effect. */
function checkOptions(name: string | undefined, options: DataCommandOptions): void {
  checkPng('--sheet', options.sheet);
  const needing = options.perClass === undefined ? ('augment' as const) : ('perClass' as const);
  if (options[needing] !== undefined && options.sheet === undefined) {
    throw new OptionError(`${needing === 'augment' ? '--augment' : '--per-class'} needs --sheet`, {
      value: options[needing],
      expected: '--sheet with a file name',
      hint: 'Add --sheet sheet.png.',
    });
  }
  if (options.seed !== undefined && name !== 'sketches' && options.augment === undefined) {
    throw new OptionError(`--seed has no meaning for ${name ?? 'files'}`, {
      value: options.seed,
      expected: 'the data set sketches, or --augment',
      hint: 'Only the built-in sketches and augmentations are drawn from a seed.',
    });
  }
}

/** How unequal the classes are in the training examples, in words. */
function balanceText(perClass: readonly number[], classNames: readonly string[]): string {
  const [most, least] = [Math.max(...perClass), Math.min(...perClass)];
  if (most === least) return 'every class has the same number of training images';
  const name = (count: number): string => classNames[perClass.indexOf(count)]!;
  const ratio = least === 0 ? '' : `, ${(most / least).toFixed(1)} times as many`;
  return `${name(most)} has most training images, ${most}, and ${name(least)} fewest, ${least}${ratio}`;
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
    ['Balance', balanceText(train.perClass, classNames)],
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

async function data(given: string | undefined, options: DataCommandOptions): Promise<void> {
  const name = given ?? (options.data === undefined ? 'fashion-mnist' : undefined);
  checkOptions(name, options);
  // Before any data are read.
  const { readAugmentations } = await import('../read-augmentations.ts');
  const augment = options.augment === undefined ? undefined : await readAugmentations(options.augment);
  const { describeDataset } = await import('../../data/describe.ts');
  const progress = new ProgressLine();
  const seed = name === 'sketches' ? options.seed : undefined;
  const dataset = await loadData(name, options, { progress, seed }).finally(() => {
    progress.done();
  });
  if (options.sheet !== undefined) {
    const { writeContactSheet } = await import('../../data/contact-sheet.node.ts');
    const { perClass } = options;
    await writeContactSheet(dataset, options.sheet, { perClass, augment, seed: options.seed });
  }
  const description = describeDataset(dataset);
  const json = options.json === true;
  const result = { ...description, ...(options.sheet === undefined ? {} : { sheet: options.sheet }) };
  printResult(json, result, json ? '' : await describeInText(description, options.sheet));
}

/** `atelier data`: finds or fetches a data set, checks it and describes it. */
export function dataCommand(): Command {
  const command = new Command('data')
    .summary('fetch, check and describe a data set')
    .description(
      'Finds a data set on this machine or fetches it into the cache, checks it and describes it. ' +
        'Known by name: fashion-mnist, mnist, kmnist, sketches; any other with --data: a folder of IDX files, of CSV files ' +
        'or of pictures, or an NPZ or CSV file.',
    )
    .argument('[name]', 'the data set (default: fashion-mnist, or with --data the name of the folder)');
  return addDataOptions(command)
    .option('--sheet <file>', 'write a picture with the first images of each class, as PNG')
    .option(
      '--augment <list>',
      'show what augmentations make of each class, as JSON or a JSON file or recipe',
    )
    .option('--per-class <n>', 'how many images of each class the picture has', wholeNumber('--per-class', 1))
    .option(
      '--seed <n>',
      'which drawings, for sketches, and which changes with --augment',
      wholeNumber('--seed', 0),
    )
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(data);
}
