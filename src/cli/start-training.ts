import type { Dataset } from '../data/dataset.ts';
import { checkModelBuilds, checkModelFitsData } from '../train/check-model.ts';
import { recipeModel, trainingSchema } from '../train/recipe.ts';
import { train, type TrainingRun } from '../train/train.node.ts';
import type { TrainingOptions } from './options.ts';
import { inRecipe, type NamedRecipe } from './read-recipe.ts';

/** Starts training by a recipe, in a run folder of its own. */
export function startTraining(
  { recipe, name }: Pick<NamedRecipe, 'recipe' | 'name'>,
  data: Dataset,
  { runs, threads, layout }: Pick<TrainingOptions, 'runs' | 'threads' | 'layout'>,
  signal: AbortSignal,
): TrainingRun {
  const model = recipeModel(recipe, { input: data.imageShape, classes: data.classNames.length });
  return train(model, data, {
    ...trainingSchema.strip().parse(recipe),
    name,
    runsDir: runs,
    signal,
    ...(threads === undefined ? {} : { threads }),
    ...(layout === undefined ? {} : { layout }),
  });
}

/**
 * Checks that every recipe's model takes the images and tells the classes of the data, before the first is trained.
 *
 * @throws OptionError, ShapeError
 */
export async function checkModels(recipes: readonly NamedRecipe[], data: Dataset): Promise<void> {
  for (const named of recipes) {
    const { recipe } = named;
    await inRecipe(named, () => {
      const model = recipeModel(recipe, { input: data.imageShape, classes: data.classNames.length });
      checkModelFitsData(model, data);
      checkModelBuilds(model, recipe);
    });
  }
}
