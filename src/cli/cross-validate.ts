import { formatLoss, formatPercent } from '../report/format.ts';
import { textTable } from '../report/text.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Spread } from '../metrics/spread.ts';
import { foldFigures, summarizeFolds, type CrossValidationResult } from '../train/cross-validation.node.ts';
import { beginFold, type FoldFigures } from '../train/fold-runs.node.ts';
import { recipeModel, trainingSchema } from '../train/recipe.ts';
import { followTraining } from './follow-training.ts';
import type { TrainingOptions } from './options.ts';
import { printableLines } from './output.ts';
import type { ProgressLine } from './progress-line.ts';
import { inRecipe, type NamedRecipe } from './read-recipe.ts';

/** Trains every fold that is not done yet, one after the other, and shows how it goes. */
export async function crossValidateRecipe(
  named: NamedRecipe,
  data: Dataset,
  folds: number,
  options: Pick<TrainingOptions, 'runs' | 'threads' | 'layout'> & {
    readonly progress: ProgressLine;
    readonly signal: AbortSignal;
  },
): Promise<CrossValidationResult> {
  const { recipe, name } = named;
  const { runs, threads, layout, progress, signal } = options;
  const model = recipeModel(recipe, { input: data.imageShape, classes: data.classNames.length });
  const { validation, ...training } = trainingSchema.strip().parse(recipe);
  const stratified = validation === 'given' ? undefined : validation.stratified;
  const how = {
    ...training,
    ...(stratified === undefined ? {} : { stratified }),
    ...(threads === undefined ? {} : { threads }),
    ...(layout === undefined ? {} : { layout }),
    ...{ folds, name, runsDir: runs, signal },
  };
  const figures: FoldFigures[] = [];
  for (let fold = 1; fold <= folds; fold++) {
    const title = `${name} (fold ${fold} of ${folds})`;
    const begun = await inRecipe(named, () => beginFold(model, data, how, fold));
    if (begun.state === 'done') {
      figures.push(begun.figures);
      progress.note(`${title} is done: ${begun.figures.folder ?? ''}`);
      continue;
    }
    const { run } = begun;
    const result = await inRecipe(named, () =>
      followTraining(run, { progress, title, epochs: recipe.epochs }),
    );
    figures.push(foldFigures(fold, result));
  }
  return summarizeFolds(figures);
}

/** A cross-validation in words: a line a fold, then the means and deviations. */
export function crossValidationText(
  { folds, validation, test }: CrossValidationResult,
  name: string,
  title: string,
): string {
  const percent = ({ mean, deviation }: Spread): string =>
    `${formatPercent(mean)} ± ${formatPercent(deviation)}`;
  const loss = ({ mean, deviation }: Spread): string => `${formatLoss(mean)} ± ${formatLoss(deviation)}`;
  const table = textTable(
    [
      { title: 'Fold', align: 'left' },
      { title: 'Val accuracy', align: 'right' },
      { title: 'Val loss', align: 'right' },
      { title: 'Test accuracy', align: 'right' },
      { title: 'Run', align: 'left', shrinks: true },
    ],
    [
      ...folds.map((fold) => [
        String(fold.fold),
        formatPercent(fold.validation.accuracy),
        formatLoss(fold.validation.loss),
        formatPercent(fold.test.accuracy),
        fold.folder ?? '',
      ]),
      [
        'mean',
        percent(validation.accuracy),
        loss(validation.loss),
        percent(test.accuracy),
        '± sample deviation',
      ],
    ],
  );
  return printableLines(`${name} on ${title}, ${folds.length} folds\n\n${table}`);
}
