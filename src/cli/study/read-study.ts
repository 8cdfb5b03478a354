import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OptionError } from '../../core/errors.ts';
import { hintFor } from '../../core/parse-options.ts';
import { applySettings, type Setting } from '../../core/settings.ts';
import { fileError } from '../../runs/file-error.ts';
import { studyPreset, studyPresetNames } from '../../studies/presets/index.ts';
import { parseStudySpec, studySpecSchema, type StudySpec } from '../../studies/study-spec.ts';
import { parseTour, tourSchema, type Tour } from '../../studies/tour.ts';
import { checkStudyRecipe, studyTemplate } from '../../studies/trial-recipe.ts';

/** What is to be studied: one study, or several in turn. */
export type Plan =
  | { readonly type: 'study'; readonly spec: StudySpec }
  | { readonly type: 'tour'; readonly tour: Tour };

/** What the command line puts in place of what a study says. */
export interface StudyOverrides {
  readonly quick?: true;
  readonly set?: readonly Setting[];
  readonly name?: string;
  readonly dataset?: string;
  readonly epochs?: number;
  readonly seed?: number;
  readonly seeds?: number;
  readonly trials?: number;
  readonly minutes?: number;
}

type Fields = Record<string, unknown>;

/**
 * The study or tour that an argument means: the name of a built-in one, a JSON file, or a module (`.ts`, `.js`, `.mjs`)
 * whose default export is one.
 *
 * @throws OptionError where it is none, StorageError where it cannot be read
 */
export async function readPlan(nameOrPath: string, overrides: StudyOverrides): Promise<Plan> {
  const { value, where } = await given(nameOrPath, overrides.quick === true);
  const isTour = Object.hasOwn(value, 'stages');
  const changed = override(value, isTour, overrides, where);
  if (isTour) return { type: 'tour', tour: parseTour(changed, where) };
  const spec = parseStudySpec(changed, where);
  checkStudyRecipe(spec, where);
  return { type: 'study', spec };
}

async function given(nameOrPath: string, quick: boolean): Promise<{ value: Fields; where: string }> {
  const preset = studyPreset(nameOrPath, quick);
  if (preset !== undefined) return { value: { ...preset }, where: nameOrPath };
  if (quick) {
    throw new OptionError('--quick is for built-in studies', {
      value: nameOrPath,
      expected: `one of ${studyPresetNames.join(', ')}`,
      hint: 'Give your own study fewer trials with --trials, or fewer epochs with --epochs.',
    });
  }
  if (/\.json$/i.test(nameOrPath)) {
    const text = await readFile(nameOrPath, 'utf8').catch((cause: unknown) => {
      throw fileError(cause, 'read', nameOrPath);
    });
    return { value: asObject(parseJson(text, nameOrPath), nameOrPath), where: nameOrPath };
  }
  if (/\.(ts|mts|js|mjs)$/i.test(nameOrPath)) {
    return { value: asObject(await imported(nameOrPath), nameOrPath), where: nameOrPath };
  }
  throw new OptionError(`there is no study "${nameOrPath}"`, {
    value: nameOrPath,
    expected: `${studyPresetNames.join(', ')}, or the path of a JSON file or a module`,
    ...hintFor(nameOrPath, studyPresetNames),
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\u{feff}/u, ''));
  } catch (cause) {
    throw new OptionError(`${path}: not valid JSON: ${cause instanceof Error ? cause.message : ''}`, {
      value: path,
      expected: 'a study as JSON',
      cause,
    });
  }
}

/** The default export of a module of the user's own, which runs it. */
async function imported(path: string): Promise<unknown> {
  await readFile(path).catch((cause: unknown) => {
    throw fileError(cause, 'read', path);
  });
  try {
    const module = (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown };
    return module.default;
  } catch (cause) {
    throw new OptionError(
      `${path}: cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        value: path,
        expected: 'a module whose default export is a study',
        hint: 'TypeScript needs a Node that runs it, 22.18 or newer; types alone, no enums or namespaces.',
        cause,
      },
    );
  }
}

function asObject(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new OptionError(`${where}: expected a study, got ${value === null ? 'null' : typeof value}`, {
    value,
    expected: 'an object with name, recipe and space, or of a tour with name, recipe and stages',
    hint: 'A module must give it as its default export.',
  });
}

function override(value: Fields, isTour: boolean, overrides: StudyOverrides, where: string): Fields {
  const { set, name, dataset, epochs, seed, seeds, trials, minutes } = overrides;
  const limits = {
    ...(trials === undefined ? {} : { trials }),
    ...(minutes === undefined ? {} : { minutes }),
  };
  const changed: Fields = {
    ...value,
    ...(name === undefined ? {} : { name }),
    ...(seed === undefined ? {} : { seed }),
    ...(seeds === undefined ? {} : { seeds }),
  };
  if (Object.keys(limits).length > 0) {
    const withLimits = (of: Fields): Fields => ({
      ...of,
      budget: { ...(of['budget'] as Fields), ...limits },
    });
    if (!isTour) Object.assign(changed, withLimits(changed));
    else if (Array.isArray(changed['stages'])) {
      changed['stages'] = changed['stages'].map((stage) => withLimits(stage as Fields));
    }
  }
  if (dataset !== undefined || epochs !== undefined) {
    const template = studyTemplate({ recipe: value['recipe'] as StudySpec['recipe'] }, where);
    changed['recipe'] = {
      ...template,
      ...(dataset === undefined ? {} : { data: dataset }),
      ...(epochs === undefined ? {} : { epochs }),
    };
  }
  const schema = isTour ? tourSchema : studySpecSchema;
  return set === undefined ? changed : (applySettings(schema, changed, set, '--set') as Fields);
}
