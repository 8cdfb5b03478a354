import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { parseOptions } from '../core/parse-options.ts';
import { withHighestRate } from '../optim/schedules/index.ts';
import { fileError } from '../runs/file-error.ts';
import { parseRunRecord } from '../runs/record.ts';
import { checkModelBuilds, checkModelFitsData } from '../train/check-model.ts';
import { knownDataset } from '../data/registry.ts';
import { parseRecipe, recipeModel, recipeName, recipeSchema, type Recipe } from '../train/recipe.ts';
import { recipePresets } from '../train/recipes/index.ts';
import type { TrainingOptions } from './options.ts';
import { applySettings } from './set-option.ts';

/** A recipe that can be trained by, and what its runs are called. */
export interface NamedRecipe {
  readonly name: string;
  readonly recipe: Recipe;
}

/** The options of the command line that take the place of a recipe's own. */
export interface RecipeOverrides extends Pick<
  TrainingOptions,
  'data' | 'dataset' | 'epochs' | 'batchSize' | 'learningRate' | 'seed' | 'set'
> {
  readonly name?: string;
}

/**
 * The recipe that an argument means, with everything checked that can be checked without the data: shapes as well, where
 * the data's are known by name.
 *
 * @throws OptionError, ShapeError where the recipe is not one, StorageError where it cannot be read
 */
export async function readRecipe(nameOrPath: string, overrides: RecipeOverrides): Promise<NamedRecipe> {
  const named = await parseRecipeArgument(nameOrPath, overrides);
  checkShapes(named.recipe, overrides.data === undefined ? knownDataset(named.recipe) : undefined);
  return named;
}

/**
 * The recipe that an argument means: a preset's name, a JSON file, or the folder of a run to train by its recipe again.
 * Its shapes are not checked yet.
 *
 * @throws OptionError where it is not one, StorageError where it cannot be read
 */
export async function parseRecipeArgument(
  nameOrPath: string,
  overrides: RecipeOverrides,
): Promise<NamedRecipe> {
  const { value, where } = await given(nameOrPath);
  const recipe = override(withSettings(value, where, overrides.set), overrides);
  return { name: recipeName(recipe), recipe };
}

/** Builds the model, so that shapes that do not fit are found before any data are read. */
function checkShapes(recipe: Recipe, data: ReturnType<typeof knownDataset>): void {
  const { model } = recipe;
  if (data === undefined && typeof model === 'string') return;
  const ends = { input: data?.imageShape ?? [1, 1, 1], classes: data?.classNames.length ?? 2 } as const;
  const spec = recipeModel(recipe, ends);
  if (data !== undefined) checkModelFitsData(spec, data);
  checkModelBuilds(spec, recipe);
}

function withSettings(value: unknown, where: string, settings: RecipeOverrides['set']): Recipe {
  if (settings === undefined) return parseOptions(recipeSchema, value, where);
  const changed = applySettings(recipeSchema, value, settings);
  return parseOptions(recipeSchema, changed, `${where} with --set`);
}

/** A recipe as it was written, and where. */
interface GivenRecipe {
  readonly value: unknown;
  readonly where: string;
}

async function given(nameOrPath: string): Promise<GivenRecipe> {
  const preset = Object.entries(recipePresets).find(([name]) => name === nameOrPath);
  if (preset !== undefined) return { value: preset[1], where: nameOrPath };
  const kind = await stat(nameOrPath).then(
    (entry) => (entry.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );
  if (kind === undefined && !/[/\\]|\.json$/i.test(nameOrPath)) {
    throw new OptionError(`there is no recipe "${nameOrPath}"`, {
      value: nameOrPath,
      expected: `${Object.keys(recipePresets).join(', ')}, or the path of a JSON file`,
      hint: '"atelier train cnn" trains by a recipe that is built in.',
    });
  }
  const path = kind === 'folder' ? join(nameOrPath, 'run.json') : nameOrPath;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(cause, 'read', path);
  });
  return {
    value: kind === 'folder' ? parseRunRecord(text, path).recipe : parseJson(text, path),
    where: path,
  };
}

function parseJson(text: string, path: string): unknown {
  try {
    // Some editors write a byte order mark.
    return JSON.parse(text.replace(/^\u{feff}/u, ''));
  } catch (cause) {
    throw new OptionError(
      `${path}: not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        value: path,
        expected: 'a recipe as JSON',
        hint: 'Look for a missing or superfluous comma, quote or bracket.',
        cause,
      },
    );
  }
}

function override(recipe: Recipe, overrides: RecipeOverrides): Recipe {
  const { dataset, epochs, batchSize, learningRate, seed, name } = overrides;
  const replaced = {
    data: dataset,
    epochs,
    batchSize,
    seed,
    name,
    optimizer:
      learningRate === undefined
        ? undefined
        : { ...recipe.optimizer, learningRate: withHighestRate(recipe.optimizer.learningRate, learningRate) },
  };
  const given = Object.entries(replaced).filter(([, value]) => value !== undefined);
  return parseRecipe({ ...recipe, ...Object.fromEntries(given) });
}
