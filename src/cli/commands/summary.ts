import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { ModelSpec } from '../../nn/model.ts';
import { loadRecipeData } from '../load-data.ts';
import {
  addDataOptions,
  addRecipeOptions,
  jsonOption,
  wholeNumber,
  type TrainingOptions,
} from '../options.ts';
import { printableLines, printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import type { NamedRecipe } from '../read-recipe.ts';

type Ends = Pick<ModelSpec, 'input' | 'classes'>;

interface SummaryOptions extends Pick<TrainingOptions, 'data' | 'dataset' | 'set' | 'batchSize'> {
  readonly input?: ModelSpec['input'];
  readonly classes?: number;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier summary cnn                                  for Fashion-MNIST's images
  atelier summary resnet20 --input 32x32x3             for images of another size
  atelier summary my-recipe.json --set model.layers[0].filters=64
`;

/** Parses `--input 28x28x1`. */
function parseInput(text: string): ModelSpec['input'] {
  const match = /^([1-9]\d{0,4})x([1-9]\d{0,4})(?:x([1-9]\d{0,4}))?$/.exec(text);
  if (match) return [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)];
  throw new OptionError(`--input: cannot read "${text}"`, {
    value: text,
    expected: 'height, width and channels, such as 32x32x3',
  });
}

/** What was given in place of a data set. */
function givenEnds({ input, classes, data, dataset }: SummaryOptions): Ends | undefined {
  if (input === undefined && classes === undefined) return undefined;
  if (input !== undefined && data === undefined && dataset === undefined)
    return { input, classes: classes ?? 10 };
  throw new OptionError(
    input === undefined ? '--classes needs --input' : '--input does not go with --data or --dataset',
    {
      value: input ?? classes,
      expected: 'either a data set, or --input with --classes',
    },
  );
}

/** The images and classes to build the recipe's model for. */
async function endsOf(named: NamedRecipe, options: SummaryOptions): Promise<Ends> {
  const { recipe } = named;
  if (typeof recipe.model !== 'string') return recipe.model;
  const { knownDataset } = await import('../../data/registry.ts');
  const known = options.data === undefined ? knownDataset(recipe) : undefined;
  if (known !== undefined) return { input: known.imageShape, classes: known.classNames.length };
  const progress = new ProgressLine();
  const data = await loadRecipeData(named, options, { progress }).finally(() => {
    progress.done();
  });
  return { input: data.imageShape, classes: data.classNames.length };
}

async function summary(recipeArgument: string, options: SummaryOptions): Promise<void> {
  const given = givenEnds(options);
  const { inRecipe, parseRecipeArgument } = await import('../read-recipe.ts');
  const named = await parseRecipeArgument(recipeArgument, options);
  const { recipe, name } = named;
  if (given !== undefined && typeof recipe.model !== 'string') {
    throw new OptionError(`--input has no meaning for ${recipeArgument}, whose model says what it takes`, {
      value: given.input,
      expected: 'a built-in model',
      hint: 'Write --set model.input=[32,32,3] instead.',
    });
  }
  const { recipeModel } = await import('../../train/recipe.ts');
  const { summarizeModel } = await import('../../train/model-summary.ts');
  const ends = given ?? (await endsOf(named, options));
  const result = await inRecipe(named, () =>
    summarizeModel(recipeModel(recipe, ends), recipe, recipe.batchSize),
  );
  const { summaryText } = await import('../summary-text.ts');
  const json = options.json === true;
  printResult(json, { name, ...result }, json ? '' : printableLines(summaryText(name, result)));
}

/** `atelier summary`: shows the layers of a recipe's model and what they cost. */
export function summaryCommand(): Command {
  const command = new Command('summary')
    .summary('show the layers of a model and what they cost')
    .description(
      'Shows the layers of a recipe’s model with their shapes, parameters and multiply-adds, and the memory that ' +
        'training takes. No data are read where the data set is known by name.',
    )
    .argument('<recipe>', 'a built-in recipe, a JSON file, or the folder of a run');
  return addDataOptions(addRecipeOptions(command))
    .option('--input <HxWxC>', 'the images, in place of a data set’s', parseInput)
    .option('--classes <n>', 'the classes, with --input; 10 by default', wholeNumber('--classes', 2))
    .option('--batch-size <n>', 'images in one step', wholeNumber('--batch-size', 1))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(summary);
}
