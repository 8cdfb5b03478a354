import { Command } from 'commander';
import { addEndsOptions, checkEndsOptions, modelEnds, type EndsOptions } from '../model-ends.ts';
import { addRecipeOptions, jsonOption, wholeNumber, type TrainingOptions } from '../options.ts';
import { printableLines, printResult } from '../output.ts';

interface SummaryOptions extends EndsOptions, Pick<TrainingOptions, 'set' | 'batchSize'> {
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier summary cnn                                  for Fashion-MNIST's images
  atelier summary resnet20 --input 32x32x3             for images of another size
  atelier summary my-recipe.json --set model.layers[0].filters=64
`;

async function summary(recipeArgument: string, options: SummaryOptions): Promise<void> {
  checkEndsOptions(options);
  const { inRecipe, parseRecipeArgument } = await import('../read-recipe.ts');
  const named = await parseRecipeArgument(recipeArgument, options);
  const { recipe, name } = named;
  const { recipeModel } = await import('../../train/recipe.ts');
  const { summarizeModel } = await import('../../train/model-summary.ts');
  const ends = await modelEnds(recipeArgument, named, options);
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
  return addEndsOptions(addRecipeOptions(command))
    .option('--batch-size <n>', 'images in one step', wholeNumber('--batch-size', 1))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(summary);
}
