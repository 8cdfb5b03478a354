import type { Command } from 'commander';
import { OptionError } from '../core/errors.ts';
import type { ModelSpec } from '../nn/model.ts';
import { loadRecipeData } from './load-data.ts';
import { addDataOptions, wholeNumber, type TrainingOptions } from './options.ts';
import { ProgressLine } from './progress-line.ts';
import type { NamedRecipe } from './read-recipe.ts';

type Ends = Pick<ModelSpec, 'input' | 'classes'>;

/** What says which images and classes a model is for. */
export interface EndsOptions extends Pick<TrainingOptions, 'data' | 'dataset'> {
  readonly input?: ModelSpec['input'];
  readonly classes?: number;
}

/** Adds the options that say which images and classes a model is for, besides `--dataset`. */
export function addEndsOptions(command: Command): Command {
  return addDataOptions(command)
    .option('--input <HxWxC>', 'the images, in place of a data set’s', parseInput)
    .option('--classes <n>', 'the classes, with --input; 10 by default', wholeNumber('--classes', 2));
}

/** Parses `--input 28x28x1`. */
function parseInput(text: string): ModelSpec['input'] {
  const match = /^([1-9]\d{0,4})x([1-9]\d{0,4})(?:x([1-9]\d{0,4}))?$/.exec(text);
  if (match) return [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)];
  throw new OptionError(`--input: cannot read "${text}"`, {
    value: text,
    expected: 'height, width and channels, such as 32x32x3',
  });
}

/** Refuses options that contradict each other. */
export function checkEndsOptions({ input, classes, data, dataset }: EndsOptions): void {
  if (input === undefined && classes === undefined) return;
  if (input !== undefined && data === undefined && dataset === undefined) return;
  throw new OptionError(
    input === undefined ? '--classes needs --input' : '--input does not go with --data or --dataset',
    {
      value: input ?? classes,
      expected: 'either a data set, or --input with --classes',
    },
  );
}

/**
 * The images and classes to build a recipe's model for: the model's own, those of the options, or of the data set, which is read
 * only where it is not known by name.
 *
 * @param argument the recipe as it was named, for messages
 */
export async function modelEnds(argument: string, named: NamedRecipe, options: EndsOptions): Promise<Ends> {
  const { recipe } = named;
  const { input, classes = 10 } = options;
  if (input !== undefined && typeof recipe.model !== 'string') {
    throw new OptionError(`--input has no meaning for ${argument}, whose model says what it takes`, {
      value: input,
      expected: 'a built-in model',
      hint: 'Write --set model.input=[32,32,3] instead.',
    });
  }
  if (typeof recipe.model !== 'string') return recipe.model;
  if (input !== undefined) return { input, classes };
  const { knownDataset } = await import('../data/registry.ts');
  const known = options.data === undefined ? knownDataset(recipe) : undefined;
  if (known !== undefined) return { input: known.imageShape, classes: known.classNames.length };
  const progress = new ProgressLine();
  const data = await loadRecipeData(named, options, { progress }).finally(() => {
    progress.done();
  });
  return { input: data.imageShape, classes: data.classNames.length };
}
