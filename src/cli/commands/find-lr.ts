import { Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { FindPoint, FindResult } from '../../train/find-learning-rate.ts';
import { interruptSignal } from '../interrupt.ts';
import { loadRecipeData, noteData } from '../load-data.ts';
import { addTrainingOptions, jsonOption, type TrainingOptions } from '../options.ts';
import { printableLines, printResult } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';

interface FindLrOptions extends TrainingOptions {
  readonly plot?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  atelier find-lr cnn
  atelier find-lr my-recipe.json --plot rates.svg
  atelier find-lr mlp --dataset sketches --plot rates.png --json
`;

const PLOT_SIZE = { width: 720, height: 420 };

/** Draws the search into an SVG or PNG file. */
async function writePlot(path: string, result: FindResult): Promise<void> {
  const { learningRatesSpec } = await import('../../report/charts/learning-rates.ts');
  const { filePalettes } = await import('../../report/charts/palette.ts');
  const { renderSvg } = await import('../../report/charts/render-svg.ts');
  const { atomicWriteFile } = await import('../../runs/atomic-write.node.ts');
  const title = 'Smoothed loss by learning rate';
  const svg = renderSvg(learningRatesSpec(result, filePalettes.light), {
    id: 'learning-rates',
    title,
    ...PLOT_SIZE,
  });
  if (path.toLowerCase().endsWith('.svg')) {
    await atomicWriteFile(path, `${svg}\n`);
    return;
  }
  const { default: sharp } = await import('sharp');
  const picture = sharp(Buffer.from(svg), { density: 144 }).flatten({ background: '#ffffff' });
  await atomicWriteFile(path, await picture.png().toBuffer());
}

function resultText(result: FindResult, plot: string | undefined): string {
  const { points, suggestion, stopped } = result;
  const last = points.at(-1)!.learningRate.toExponential(1);
  const lines = [
    `Suggested learning rate: ${suggestion.toPrecision(3)}`,
    `${points.length} steps, up to ${last}${stopped === 'diverged' ? ', where the loss diverged' : ''}`,
    ...(plot === undefined ? [] : [`Plot: ${plot}`]),
    '',
    `  atelier train ... --learning-rate ${suggestion.toPrecision(3)}`,
  ];
  return printableLines(lines.join('\n'));
}

async function findLr(recipeArgument: string, options: FindLrOptions): Promise<void> {
  const { plot } = options;
  if (plot !== undefined && !/\.(svg|png)$/i.test(plot)) {
    throw new OptionError(`--plot must end in .svg or .png; got "${plot}"`, {
      value: plot,
      expected: 'an SVG or PNG file',
    });
  }
  const { readRecipe, inRecipe } = await import('../read-recipe.ts');
  const named = await readRecipe(recipeArgument, options);
  const { recipe, name } = named;
  const signal = interruptSignal();
  const progress = new ProgressLine();
  let result: FindResult;
  try {
    const data = await loadRecipeData(named, options, { progress, signal });
    noteData(data, progress);
    const { recipeModel, trainingSchema } = await import('../../train/recipe.ts');
    const { findLearningRate } = await import('../../train/find-learning-rate.node.ts');
    const model = recipeModel(recipe, { input: data.imageShape, classes: data.classNames.length });
    const { threads, layout } = options;
    const search = {
      ...trainingSchema.strip().parse(recipe),
      signal,
      ...(threads === undefined ? {} : { threads }),
      ...(layout === undefined ? {} : { layout }),
      onPoint: ({ learningRate, smoothedLoss }: FindPoint) => {
        progress.update(`${name}: rate ${learningRate.toExponential(1)}, loss ${smoothedLoss.toFixed(4)}`);
      },
    };
    result = await inRecipe(named, () => findLearningRate(model, data, search));
  } finally {
    progress.done();
  }
  if (plot !== undefined) await writePlot(plot, result);
  printResult(options.json === true, { name, ...result, ...(plot && { plot }) }, resultText(result, plot));
}

/** `atelier find-lr`: finds a learning rate for a recipe. */
export function findLrCommand(): Command {
  const command = new Command('find-lr')
    .summary('find a learning rate for a recipe')
    .description(
      'Trains a hundred steps at learning rates that rise from 1e-7 to 10 and suggests one (fastai’s finder). It ' +
        'leaves no run behind.',
    )
    .argument('<recipe>', 'a built-in recipe, a JSON file, or the folder of a run');
  return addTrainingOptions(command)
    .option('--plot <file>', 'draw the losses into an SVG or PNG file')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(findLr);
}
