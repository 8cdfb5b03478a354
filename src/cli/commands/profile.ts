import { Command, Option } from 'commander';
import { interruptSignal } from '../interrupt.ts';
import { addEndsOptions, checkEndsOptions, modelEnds, type EndsOptions } from '../model-ends.ts';
import { addRecipeOptions, jsonOption, wholeNumber, type TrainingOptions } from '../options.ts';
import { printableLines, printResult, writeErr } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';

interface ProfileOptions
  extends EndsOptions, Pick<TrainingOptions, 'set' | 'batchSize' | 'seed' | 'threads' | 'layout'> {
  readonly steps?: number;
  readonly top: number;
  readonly trace?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier profile cnn
  atelier profile my-recipe.json --batch-size 64 --threads 1
  atelier profile resnet8 --trace resnet8.trace.json    open it in ui.perfetto.dev, chrome://tracing or speedscope
`;

async function profile(recipeArgument: string, options: ProfileOptions): Promise<void> {
  checkEndsOptions(options);
  const { inRecipe, parseRecipeArgument } = await import('../read-recipe.ts');
  const named = await parseRecipeArgument(recipeArgument, options);
  const { recipe, name } = named;
  const signal = interruptSignal();
  const { recipeModel, trainingSchema } = await import('../../train/recipe.ts');
  const { profileTraining } = await import('../../profile/profile-training.node.ts');
  const ends = await modelEnds(recipeArgument, named, options);
  const { steps, threads, layout, trace } = options;
  const progress = new ProgressLine();
  const result = await inRecipe(named, () =>
    profileTraining(recipeModel(recipe, ends), {
      ...trainingSchema.strip().parse(recipe),
      signal,
      onProgress: (activity) => {
        progress.update(`${name}: ${activity}`);
      },
      ...(steps === undefined ? {} : { steps }),
      ...(threads === undefined ? {} : { threads }),
      ...(layout === undefined ? {} : { layout }),
    }),
  ).finally(() => {
    progress.done();
  });
  if (trace !== undefined) {
    const { atomicWriteFile } = await import('../../runs/atomic-write.node.ts');
    await atomicWriteFile(trace, JSON.stringify(result.chromeTrace(`atelier profile ${name}`)));
    writeErr(`wrote ${trace}`);
  }
  const { profileText } = await import('../profile-text.ts');
  const json = options.json === true;
  printResult(json, { name, ...result }, json ? '' : printableLines(profileText(name, result, options.top)));
}

/** `atelier profile`: shows where the time of a training step goes. */
export function profileCommand(): Command {
  const command = new Command('profile')
    .summary('show where the time of a training step goes')
    .description(
      'Measures a recipe’s training step on random images of its data set’s shape: time by layer and by operation, forward, ' +
        'backward and update, the share of the machine’s rate for matrix products, and memory. No data are read where the ' +
        'data set is known by name, and nothing is trained.',
    )
    .argument('<recipe>', 'a built-in recipe, a JSON file, or the folder of a run');
  return addEndsOptions(addRecipeOptions(command))
    .option('--batch-size <n>', 'images in one step', wholeNumber('--batch-size', 1))
    .option('--seed <n>', 'for weights, images and dropout', wholeNumber('--seed', 0))
    .option('--threads <n>', 'threads of the runtime; all cores by default', wholeNumber('--threads', 1, 256))
    .addOption(
      new Option('--layout <layout>', 'plain keeps to standard operators').choices(['auto', 'plain']),
    )
    .option(
      '--steps <n>',
      'steps to measure; as many as take two seconds by default',
      wholeNumber('--steps', 1),
    )
    .option('--top <n>', 'rows of each table but that of layers', wholeNumber('--top', 1), 10)
    .option('--trace <file>', 'write the steps as a flame chart (Chrome trace)')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(profile);
}
