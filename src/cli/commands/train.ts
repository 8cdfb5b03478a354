import { Command } from 'commander';
import type { Dataset } from '../../data/dataset.ts';
import type { TrainResult } from '../../train/train-result.node.ts';
import { referenceModelNames, zooModelNames } from '../../nn/preset-names.ts';
import { withTrainingThreadAhead } from '../../train/training-thread.node.ts';
import { interruptSignal } from '../interrupt.ts';
import { loadRecipeData, noteData, readDataAhead } from '../load-data.ts';
import { addTrainingOptions, jsonOption, wholeNumber, type TrainingOptions } from '../options.ts';
import { printableLines, printResult, writeErr } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import type { NamedRecipe } from '../read-recipe.ts';

interface TrainCommandOptions extends TrainingOptions {
  readonly name?: string;
  readonly folds?: number;
  readonly json?: true;
}

const EXAMPLES = `
Recipes that are built in: ${referenceModelNames.join(', ')},
and published models, ${zooModelNames.slice(0, 6).join(', ')},
${zooModelNames.slice(6).join(', ')}.

Examples:
  atelier train cnn                                  train on Fashion-MNIST; the run goes to runs/
  atelier train cnn --epochs 20 --learning-rate 1e-3 with parts of the recipe replaced
  atelier train my-recipe.json --dataset sketches    by a recipe of your own, on the built-in drawings
  atelier train cnn --data ./flowers --size 32       on a folder with a folder of pictures for each class
  atelier train cnn --data mnist.npz                 on an NPZ or CSV file, or a folder of IDX files
  atelier train runs/2026-11-21-0534-cnn --seed 1    by the recipe of an earlier run
  atelier train cnn --folds 5                        cross-validate; folds that are done are not repeated
  atelier train cnn --dataset kmnist --set init.from=latest --set init.replaceHead=true
                                                     fine-tune the best weights of an earlier run
`;

/** Says which words of a recipe `--folds` takes the place of. */
function noteReplacedValidation({ recipe, namesValidation }: NamedRecipe, folds: number): void {
  const { validation } = recipe;
  if (!namesValidation || (validation !== 'given' && validation.folds === folds)) return;
  writeErr(
    printableLines(`Note: --folds ${folds} takes the place of "validation": ${JSON.stringify(validation)}`),
  );
}

async function train(recipeArgument: string, options: TrainCommandOptions): Promise<void> {
  readDataAhead([recipeArgument], options);
  const { readRecipe, inRecipe } = await import('../read-recipe.ts');
  const named = await readRecipe(recipeArgument, options);
  const { recipe, name } = named;
  if (options.folds !== undefined) noteReplacedValidation(named, options.folds);
  const signal = interruptSignal();
  const progress = new ProgressLine();
  let data: Dataset;
  let result: TrainResult;
  try {
    const loading = loadRecipeData(named, options, { progress, signal });
    // Code is loaded while the data is read and decompressed.
    [data] = await Promise.all([loading, import('../start-training.ts'), import('../follow-training.ts')]);
    noteData(data, progress);
    if (options.folds !== undefined) {
      const { crossValidateRecipe, crossValidationText } = await import('../cross-validate.ts');
      const context = { ...options, progress, signal };
      const folds = await crossValidateRecipe(named, data, options.folds, context);
      progress.done();
      printResult(options.json === true, folds, crossValidationText(folds, name, data.title));
      return;
    }
    const { startTraining } = await import('../start-training.ts');
    const { followTraining } = await import('../follow-training.ts');
    result = await inRecipe(named, () =>
      followTraining(startTraining(named, data, options, signal), {
        progress,
        title: name,
        epochs: recipe.epochs,
      }),
    );
  } finally {
    progress.done();
  }
  const { runDocument, runText } = await import('../run-summary.ts');
  const run = {
    result: { ...result, folder: result.folder! },
    data,
    runsDir: options.runs,
    seed: recipe.seed,
  };
  printResult(options.json === true, runDocument(run), runText(run));
}

/** `atelier train`: trains one model by a recipe. */
export function trainCommand(): Command {
  const command = new Command('train')
    .summary('train a model by a recipe')
    .description(
      'Trains a model by a recipe, tests it and keeps the run in a folder of its own: what it was made from, its ' +
        'history, checkpoints and the model as ONNX. Ctrl-C leaves a run that "atelier resume" goes on with.',
    )
    .argument('<recipe>', 'a built-in recipe, a JSON file, or the folder of a run to train like');
  return addTrainingOptions(command)
    .option('--name <name>', 'what the run is called; the recipe’s name by default')
    .option(
      '--folds <k>',
      'cross-validate: train k times, each validating with another part',
      wholeNumber('--folds', 2),
    )
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action((recipe: string, options: TrainCommandOptions) =>
      withTrainingThreadAhead(options.layout ?? 'auto', () => train(recipe, options)),
    );
}
