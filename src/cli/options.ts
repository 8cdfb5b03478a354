import { Option, type Command } from 'commander';
import { OptionError } from '../core/errors.ts';
import type { Setting } from '../core/settings.ts';
import { collectSetting } from './set-option.ts';

/** `--json`, which every command has. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON document instead of text');
}

/** The folder of all runs where none is named. */
export const DEFAULT_RUNS = 'runs';

/** `--runs`, the folder of all runs. */
export function runsOption(): Option {
  return new Option('--runs <folder>', 'the folder of the runs').default(DEFAULT_RUNS);
}

/** Parses the value of a whole-number option. */
export function wholeNumber(option: string, least: number, most = Infinity): (text: string) => number {
  const range =
    most === Infinity ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new OptionError(`${option} must be ${range}; got "${text}"`, {
      value: text,
      expected: range,
      hint: `Write ${option} ${Math.max(least, 10)}, for example.`,
    });
  };
}

/** Parses the value of an option that is a number above 0. */
function positiveNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[\d.]+(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value) && value > 0) return value;
    throw new OptionError(`${option} must be a number above 0; got "${text}"`, {
      value: text,
      expected: 'a number above 0',
      hint: `Write ${option} 0.001 or ${option} 1e-3, for example.`,
    });
  };
}

/** Parses the size of images: `32`, or `24x32` for height and width. */
function imageSize(text: string): readonly [height: number, width: number] {
  const match = /^(\d{1,4})(?:x(\d{1,4}))?$/i.exec(text);
  const [height, width] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? match?.[1] ?? 0)];
  if (height > 0 && width > 0 && height <= 4096 && width <= 4096) return [height, width];
  throw new OptionError(`--size must be a side or height and width in pixels; got "${text}"`, {
    value: text,
    expected: '1 to 4096, or two such numbers with an x between',
    hint: 'Write --size 32 or --size 24x32.',
  });
}

/** Parses the number of channels: 1 for grey, 3 for colour. */
function imageChannels(text: string): 1 | 3 {
  if (text === '1' || text === '3') return text === '1' ? 1 : 3;
  throw new OptionError(`--channels must be 1 or 3; got "${text}"`, {
    value: text,
    expected: '1 for grey or 3 for colour',
    hint: 'Leave it out to have the pictures decide.',
  });
}

/** Where the images come from. */
export interface DataOptions {
  readonly data?: string;
  readonly firstLabel?: number;
  readonly transposed?: true;
  readonly size?: readonly [height: number, width: number];
  readonly channels?: 1 | 3;
  readonly offline?: true;
}

/** Adds the options that say where the images come from. */
export function addDataOptions(command: Command): Command {
  return command
    .option('--data <path>', 'read this folder (of IDX files, CSV files or pictures), CSV or NPZ file')
    .option('--size <pixels>', 'fit pictures of a folder into 32 or, height first, 24x32 pixels', imageSize)
    .option('--channels <n>', 'read pictures of a folder as grey (1) or colour (3)', imageChannels)
    .option('--first-label <n>', 'the label of the first class in the files', wholeNumber('--first-label', 0))
    .option('--transposed', 'the files have rows and columns swapped')
    .option('--offline', 'do without the network');
}

/** What replaces parts of a recipe, and how a run is carried out. */
export interface TrainingOptions extends DataOptions {
  readonly dataset?: string;
  readonly set?: readonly Setting[];
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly layout?: 'auto' | 'plain';
  readonly runs: string;
}

/** Adds the options that change what a recipe says: its data set, and any value by its path. */
export function addRecipeOptions(command: Command): Command {
  return command
    .option('--dataset <name>', 'the data set, in place of the recipe’s or Fashion-MNIST')
    .option(
      '--set <path=value>',
      'a value of the recipe, such as optimizer.learningRate=0.01; may be repeated',
      collectSetting,
    );
}

/** Adds the options of commands that train by a recipe. */
export function addTrainingOptions(command: Command): Command {
  addRecipeOptions(command);
  return addDataOptions(command)
    .option('--epochs <n>', 'passes over the training images', wholeNumber('--epochs', 1))
    .option('--batch-size <n>', 'images in one step', wholeNumber('--batch-size', 1))
    .option(
      '--learning-rate <rate>',
      'the learning rate, or the highest one of a schedule',
      positiveNumber('--learning-rate'),
    )
    .option('--seed <n>', 'for weights, shuffles, dropout and the split', wholeNumber('--seed', 0))
    .option('--threads <n>', 'threads of the runtime; all cores by default', wholeNumber('--threads', 1, 256))
    .addOption(
      new Option('--layout <layout>', 'plain keeps to standard operators').choices(['auto', 'plain']),
    )
    .addOption(runsOption());
}

/** Refuses the path of a picture to write that does not end in .png; `option` is what gave it. */
export function checkPng(option: string, path: string | undefined): void {
  if (path === undefined || /\.png$/i.test(path)) return;
  throw new OptionError(`${option} must end in .png; got "${path}"`, { value: path, expected: 'a PNG file' });
}
