import type { Dataset } from '../../data/dataset.ts';
import { checkData, type RecipeStudy } from '../../studies/recipe-study.ts';
import { exampleRecipe } from '../../studies/trial-recipe.ts';
import { loadRecipeData } from '../load-data.ts';
import type { DataOptions } from '../options.ts';
import type { ProgressLine } from '../progress-line.ts';

/** Loads the data that a stored study was begun on. Raises `OptionError` where these are others. */
export async function loadStudyData(
  { study, spec }: RecipeStudy,
  options: DataOptions,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<Dataset> {
  const recipe = exampleRecipe(spec);
  const data = await loadRecipeData({ where: spec.name, recipe }, options, { progress, signal });
  checkData(study.definition, data);
  return data;
}
