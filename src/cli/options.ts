import { Option, type Command } from 'commander';
import { OptionError } from '../core/errors.ts';
import { collectSetting, type Setting } from './set-option.ts';

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
export function wholeNumber(option: string, least: number): (text: string) => number {
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

/** Where the images come from. */
export interface DataOptions {
  readonly data?: string;
  readonly firstLabel?: number;
  readonly transposed?: true;
  readonly offline?: true;
}

/** Adds the options that say where the images come from. */
export function addDataOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'read the IDX files of this folder instead of searching')
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
    .option('--threads <n>', 'threads of the runtime; all cores by default', wholeNumber('--threads', 1))
    .addOption(
      new Option('--layout <layout>', 'plain keeps to standard operators').choices(['auto', 'plain']),
    )
    .addOption(runsOption());
}
