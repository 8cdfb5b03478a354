import { OptionError } from '../core/errors.ts';
import { parsePath } from '../core/option-path.ts';
import { applySettings } from '../core/settings.ts';
import { hintFor } from '../core/parse-options.ts';
import { modelPresetNames } from '../nn/preset-names.ts';
import { parseRecipe, recipeSchema, type Recipe } from '../train/recipe.ts';
import { recipePresets } from '../train/recipes/index.ts';
import type { Params } from '../tune/space/parameter.ts';
import { fillParams, parseSpace } from '../tune/space/space.ts';
import { fromUnit } from '../tune/space/unit-interval.ts';
import type { Json } from '../core/json.ts';
import type { StudySpec } from './study-spec.ts';
import { fillTemplate, namedParameters } from './template.ts';

type Template = Readonly<Record<string, Json>>;

/** What a model of a study's recipe may leave to the data. */
export interface ModelEnds {
  readonly input: readonly [number, number, number];
  readonly classes: number;
}

/** Images that every built-in model takes, where the data's are not known yet. */
const ANY_IMAGES: ModelEnds = { input: [32, 32, 3], classes: 10 };

/** The recipe of a study with its parameters still in it. Raises `OptionError` for a name that is no recipe's. */
export function studyTemplate({ recipe }: Pick<StudySpec, 'recipe'>, where = 'study'): Template {
  if (typeof recipe !== 'string') return recipe;
  const name = modelPresetNames.find((known) => known === recipe);
  if (name === undefined) {
    throw new OptionError(`${where}: there is no recipe "${recipe}"`, {
      value: recipe,
      expected: `one of ${modelPresetNames.join(', ')}, or a recipe as JSON`,
      ...hintFor(recipe, modelPresetNames),
    });
  }
  return JSON.parse(JSON.stringify(recipePresets[name])) as Template;
}

/**
 * The recipe of a trial: the study's with the parameters filled in. A parameter that the recipe does not mention is set
 * at the path that is its name.
 *
 * @throws OptionError, with what the trial has, where no recipe comes of it
 */
export function trialRecipe(
  spec: Pick<StudySpec, 'recipe' | 'cases' | 'space'>,
  params: Params,
  ends: ModelEnds = ANY_IMAGES,
  where = 'study',
): Recipe {
  const template = studyTemplate(spec, where);
  const mentioned = mentionedParameters(spec, template);
  const data = { classes: ends.classes };
  const filled = fillTemplate(template, params, spec.cases, data);
  const settings = Object.keys(params)
    .filter((name) => !mentioned.has(name.replace(/\[\d+\]$/, '')))
    .map((name) => ({
      path: pathOf(name, where),
      value: fillTemplate({ $param: name }, params, spec.cases, data),
    }));
  const set = applySettings(recipeSchema, filled, settings, `${where}: space:`) as Record<string, unknown>;
  const given = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`);
  return parseRecipe(withEnds(set, ends), `${where}: recipe with ${given.join(', ')}`);
}

/** All parameters that the recipe mentions, itself or by what their values stand for. */
function mentionedParameters({ cases }: Pick<StudySpec, 'cases'>, template: Template): Set<string> {
  return new Set([template, ...Object.values(cases)].flatMap((value) => [...namedParameters(value)]));
}

function pathOf(name: string, where: string): readonly (string | number)[] {
  const path = parsePath(name);
  if (path !== undefined) return path;
  throw new OptionError(
    `${where}: space: the recipe does not mention ${name}, and it is no path of an option`,
    {
      value: name,
      expected: 'a parameter that the recipe mentions, or a path such as optimizer.learningRate',
    },
  );
}

/** A model that leaves its input and classes to the data gets them. */
function withEnds(recipe: Record<string, unknown>, ends: ModelEnds): unknown {
  const { model } = recipe;
  if (typeof model !== 'object' || model === null) return recipe;
  return { ...recipe, model: { ...ends, ...model } };
}

/**
 * Checks a study's recipe before anything is tried: with every value of every choice, other parameters in the middle of
 * what they can be. Options that none of the trials could have are found here, shapes that do not fit later.
 *
 * @returns the most epochs that a trial can have
 * @throws OptionError
 */
export function checkStudyRecipe(spec: StudySpec, where = 'study'): number {
  const { parameters } = parseSpace(spec.space, `${where}: space`);
  for (const name of ['data', 'subset']) {
    const part = studyTemplate(spec, where)[name];
    const set = parameters.find((parameter) => parameter.name.split('.')[0] === name);
    if (set === undefined && (part === undefined || namedParameters(part).size === 0)) continue;
    throw new OptionError(`${where}: ${name} is the same for all trials of a study`, {
      value: set?.name ?? part,
      expected: `no parameter for ${name}`,
    });
  }
  const recipes = [middleRecipe(spec, () => 0, where)];
  for (const parameter of parameters) {
    if (parameter.type !== 'choice') continue;
    for (let index = 1; index < parameter.values.length; index++) {
      recipes.push(middleRecipe(spec, (name) => (name === parameter.name ? index : 0), where));
    }
  }
  return Math.max(...recipes.map(({ epochs }) => epochs));
}

/** The recipe of some trial: what all trials share can be read from it. */
export function exampleRecipe(spec: StudySpec, where = 'study'): Recipe {
  return middleRecipe(spec, () => 0, where);
}

/** The recipe with the values of choices by their places, and numbers in the middle of what they can be. */
function middleRecipe(spec: StudySpec, choose: (name: string) => number, where: string): Recipe {
  const params = fillParams(parseSpace(spec.space, `${where}: space`), (parameter) =>
    parameter.type === 'choice'
      ? parameter.values[choose(parameter.name)]!
      : fromUnit(parameter, parameter.name === 'epochs' ? 1 : 0.5),
  );
  return trialRecipe(spec, params, undefined, where);
}
