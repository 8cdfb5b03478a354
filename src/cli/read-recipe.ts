import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { parseOptions } from '../core/parse-options.ts';
import { withHighestRate } from '../optim/schedules/index.ts';
import { fileError } from '../runs/file-error.ts';
import { parseRunRecord } from '../runs/record.ts';
import { buildInferenceGraph } from '../train/inference-graph.ts';
import { parseRecipe, recipeName, recipeSchema, type Recipe } from '../train/recipe.ts';
import { recipePresets } from '../train/recipes/index.ts';
import type { TrainingOptions } from './options.ts';

/** A recipe that can be trained by, and what its runs are called. */
export interface NamedRecipe {
  readonly name: string;
  readonly recipe: Recipe;
}

/** The options of the command line that take the place of a recipe's own. */
export interface RecipeOverrides extends Pick<
  TrainingOptions,
  'dataset' | 'epochs' | 'batchSize' | 'learningRate' | 'seed'
> {
  readonly name?: string;
}

/**
 * The recipe that an argument means: a preset's name, a JSON file, or the folder of a run to train by its recipe again.
 * Everything that can be checked without the data is checked.
 *
 * @throws OptionError, ShapeError where the recipe is not one, StorageError where it cannot be read
 */
export async function readRecipe(nameOrPath: string, overrides: RecipeOverrides): Promise<NamedRecipe> {
  const recipe = override(await given(nameOrPath), overrides);
  if (typeof recipe.model !== 'string') buildInferenceGraph(recipe.model, { output: 'logits' });
  return { name: recipeName(recipe), recipe };
}

async function given(nameOrPath: string): Promise<Recipe> {
  const preset = Object.entries(recipePresets).find(([name]) => name === nameOrPath);
  if (preset !== undefined) return parseRecipe(preset[1]);
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
  if (kind === 'folder') return parseOptions(recipeSchema, parseRunRecord(text, path).recipe, path);
  return parseOptions(recipeSchema, parseJson(text, path), path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
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
