import { z } from 'zod';
import { OptionError, StorageError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { StoredStudy, StudyStorage } from '../tune/storage.ts';
import { loadStudy, openStudy, type Study } from '../tune/study.ts';
import type { StudyDefinition } from '../tune/study-definition.ts';
import type { Json } from '../core/json.ts';
import { parseStudySpec, studyOptions, type StudySpec } from './study-spec.ts';
import { checkStudyRecipe } from './trial-recipe.ts';

/** A study of recipes that is being worked on. */
export interface RecipeStudy {
  readonly study: Study;
  readonly spec: StudySpec;
}

type DataNames = Pick<Dataset, 'name' | 'title' | 'digest'>;

/** What a study keeps of its data. */
const dataNamesSchema = z.object({ name: z.string(), title: z.string(), digest: z.string() });

/**
 * Begins a study of recipes on a data set, or goes on with the one of that name.
 *
 * @throws OptionError where the recipe is wrong, or the study was begun otherwise or with other data
 */
export async function openRecipeStudy(
  storage: StudyStorage,
  spec: StudySpec,
  data: DataNames,
): Promise<RecipeStudy> {
  const steps = checkStudyRecipe(spec, `study ${spec.name}`);
  const stored = await storage.readStudy(spec.name);
  if (stored !== undefined) checkData(stored.definition, data);
  const { name, title, digest } = data;
  const { task, ...options } = studyOptions(spec, steps);
  const study = await openStudy(storage, {
    ...options,
    task: { ...(task as Record<string, never>), data: { name, title, digest } },
  });
  return { study, spec };
}

/**
 * The study of recipes of that name, as it was begun.
 *
 * @throws OptionError where there is none of that name, or its trials are no recipes
 */
export async function loadRecipeStudy(storage: StudyStorage, stored: StoredStudy): Promise<RecipeStudy> {
  return { study: await loadStudy(storage, stored), spec: storedSpec(stored.definition) };
}

/** The study of that name. Raises `OptionError` where there is none. */
export async function storedStudy(storage: StudyStorage, name: string): Promise<StoredStudy> {
  const stored = await storage.readStudy(name);
  if (stored !== undefined) return stored;
  const names = (await storage.listStudies()).map(({ definition }) => definition.name);
  throw new OptionError(`there is no study "${name}" in ${storage.place}`, {
    value: name,
    expected: names.length === 0 ? 'a study; there are none' : `one of ${names.join(', ')}`,
    hint: '"atelier study run <study>" begins one.',
  });
}

/** What a study of recipes was begun by. */
export function storedSpec(definition: StudyDefinition): StudySpec {
  const { task, objectives, steps: _, ...shared } = definition;
  if (!isTask(task)) {
    throw new StorageError(`study ${definition.name} is not about recipes`, {
      value: definition.name,
      expected: 'a study that "atelier study" has begun',
      hint: 'Go on with it by the program that began it.',
    });
  }
  const { data: __, ...own } = task;
  return parseStudySpec({ ...shared, ...own, objective: objectives }, `study ${definition.name}`);
}

function isTask(task: Json | undefined): task is Readonly<Record<string, Json>> {
  return typeof task === 'object' && task !== null && 'recipe' in task;
}

/** What a study was begun on: which data, and their digest. */
export function studyData({ task }: StudyDefinition): DataNames | undefined {
  return isTask(task) ? dataNamesSchema.safeParse(task['data']).data : undefined;
}

/** Refuses to go on with other data: figures would not be comparable. */
export function checkData(definition: StudyDefinition, data: DataNames): void {
  const begun = studyData(definition);
  if (begun === undefined || begun.digest === data.digest) return;
  throw new OptionError(
    `study ${definition.name} was begun on ${begun.title} (${begun.digest.slice(0, 12)}), not on ${data.title} (${data.digest.slice(0, 12)})`,
    {
      value: data.digest,
      expected: begun.digest,
      hint: 'Name its data with --data or --dataset, or give the new study a name of its own.',
    },
  );
}
