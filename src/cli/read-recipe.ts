import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { located } from '../core/located-error.ts';
import { checkNesting } from '../core/nesting.ts';
import { hintFor, parseOptions } from '../core/parse-options.ts';
import { withHighestRate } from '../optim/schedules/index.ts';
import { fileError } from '../runs/file-error.ts';
import { parseRunRecord } from '../runs/record.ts';
import {
  checkAugmentationsFit,
  checkModelBuilds,
  checkModelFitsData,
  checkParameterNames,
} from '../train/check-model.ts';
import { heightAndWidth } from '../data/data-spec.ts';
import { isDataPath } from '../data/detect-format.node.ts';
import { datasetNames, knownDataset } from '../data/registry.ts';
import { checkInitFits, withInitPath } from '../train/init-source.node.ts';
import { recipeModel, recipeName, recipeSchema, type Recipe } from '../train/recipe.ts';
import { recipePresets } from '../train/recipes/index.ts';
import type { StateTensor } from '../train/state-tensor.ts';
import type { TrainingOptions } from './options.ts';
import { applySettings } from '../core/settings.ts';

/** A recipe that can be trained by, and what its runs are called. */
export interface NamedRecipe {
  readonly name: string;
  readonly recipe: Recipe;
  /** What messages about the recipe begin with: a preset's name or a path, and the options that changed it. */
  readonly where: string;
  /** Whether the recipe says itself what is held out for validation. */
  readonly namesValidation: boolean;
}

/** The options of the command line that take the place of a recipe's own, or that say what it means. */
export interface RecipeOverrides extends Pick<
  TrainingOptions,
  'data' | 'dataset' | 'size' | 'epochs' | 'batchSize' | 'learningRate' | 'seed' | 'set'
> {
  readonly name?: string;
  readonly runs?: string;
}

/**
 * The recipe that an argument means, with everything checked that can be checked without the data: shapes as well, where
 * the data's are known by name, and the weights that it begins with.
 *
 * @throws OptionError, ShapeError where the recipe is not one, StorageError where it cannot be read
 */
export async function readRecipe(nameOrPath: string, overrides: RecipeOverrides): Promise<NamedRecipe> {
  const named = await parseRecipeArgument(nameOrPath, overrides);
  return inRecipe(named, async () => {
    checkDataName(named.recipe, overrides);
    const recipe = await withInitPath(named.recipe, overrides.runs);
    const tensors = checkShapes(recipe, overrides);
    if (recipe.init !== undefined && tensors !== undefined) await checkInitFits(recipe.init, tensors);
    return { ...named, recipe };
  });
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
  const written = withSettings(value, where, overrides.set);
  const { recipe, where: changedWhere } = override(written, overrides);
  const namesValidation = Object.hasOwn(written.value as object, 'validation');
  return { name: recipeName(recipe), recipe, where: changedWhere, namesValidation };
}

/** Does something by a recipe; messages about its options or shapes then begin with where it is. */
export async function inRecipe<T>(
  { where }: Pick<NamedRecipe, 'where'>,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw located(error, `${where}: `);
  }
}

/** Refuses a recipe's data set that is neither known nor a path; `--dataset` and `--data` take its place. */
function checkDataName({ data }: Recipe, overrides: RecipeOverrides): void {
  if (overrides.dataset !== undefined || overrides.data !== undefined) return;
  if (typeof data !== 'string' || isDataPath(data) || datasetNames().includes(data)) return;
  throw new OptionError(`data: unknown data set "${data}"`, {
    value: data,
    expected: `one of ${datasetNames().join(', ')}, or a path`,
    ...hintFor(data, datasetNames()),
  });
}

/** Images that every built-in model takes. */
const ANY_IMAGES = { input: [32, 32, 3], classes: 10 } as const;

/**
 * Builds the model, so that shapes that do not fit are found before any data are read, and gives the tensors of its
 * training; `undefined` for a built-in model where the images are not known yet.
 */
function checkShapes(
  recipe: Recipe,
  { data: path, size }: RecipeOverrides,
): readonly StateTensor[] | undefined {
  const known = path === undefined ? knownDataset(recipe) : undefined;
  const ends = known && { input: known.imageShape, classes: known.classNames.length };
  const model = recipeModel(recipe, ends ?? ANY_IMAGES);
  if (ends === undefined && typeof recipe.model === 'string') {
    checkParameterNames(model, recipe);
    const { data } = recipe;
    const fitted = size ?? (typeof data === 'object' && 'size' in data ? data.size : undefined);
    if (fitted !== undefined) checkAugmentationsFit(recipe.augment, [...heightAndWidth(fitted), 1]);
    return undefined;
  }
  if (known !== undefined) checkModelFitsData(model, known);
  return checkModelBuilds(model, recipe);
}

function withSettings(value: unknown, where: string, settings: RecipeOverrides['set']): GivenRecipe {
  if (settings === undefined) return { value, where };
  checkNesting(value, where);
  return { value: applySettings(recipeSchema, value, settings, '--set'), where: `${where} with --set` };
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

/** The recipe with the values of the command line in place of its own. */
function override(
  { value, where }: GivenRecipe,
  { dataset, epochs, batchSize, learningRate, seed, name }: RecipeOverrides,
): { readonly recipe: Recipe; readonly where: string } {
  const recipe = parseOptions(recipeSchema, value, where);
  const { optimizer } = recipe;
  const replaced = [
    ['--dataset', dataset, { data: dataset }],
    ['--epochs', epochs, { epochs }],
    ['--batch-size', batchSize, { batchSize }],
    ['--seed', seed, { seed }],
    ['--name', name, { name }],
    [
      '--learning-rate',
      learningRate,
      learningRate && {
        optimizer: { ...optimizer, learningRate: withHighestRate(optimizer.learningRate, learningRate) },
      },
    ],
  ] as const;
  const given = replaced.filter(([, replacement]) => replacement !== undefined);
  if (given.length === 0) return { recipe, where };
  const flags = given.map(([flag]) => flag).join(', ');
  const changedWhere = `${where}${where.endsWith('--set') ? ',' : ' with'} ${flags}`;
  const changed: unknown = Object.assign({ ...recipe }, ...given.map(([, , fields]) => fields));
  return { recipe: parseOptions(recipeSchema, changed, changedWhere), where: changedWhere };
}
