import { join } from 'node:path';
import { AtelierError } from '../core/errors.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Run } from '../runs/record.ts';
import { listRunIds, readRun } from '../runs/store.node.ts';
import { parseRecipe, recipeModel, trainingSchema, type Recipe } from '../train/recipe.ts';

/** What the run of a trial is called: the trial's number, and which of its seeds. */
export function trialRunName(trial: number, seedIndex: number): string {
  const number = String(trial).padStart(4, '0');
  return seedIndex === 0 ? `trial-${number}` : `trial-${number}-seed-${seedIndex}`;
}

/** Where the runs of a study are. */
export function studyRunsDir(studiesDir: string, name: string): string {
  return join(studiesDir, ...name.split('/'));
}

/** What a run must have been made by to be a trial's own. */
export interface OwnRun {
  readonly name: string;
  readonly recipe: Recipe;
  readonly data: Pick<Dataset, 'digest' | 'imageShape' | 'classNames'>;
}

/**
 * The run of a trial that was begun before and can be used, finished or not: by its name, its recipe and its data, so that
 * what was killed between making its folder and telling of it is found as well, and a run of another study of the same
 * name is not. Folders that cannot be read are passed over; the trial then begins another run.
 */
export async function findTrialRun(runsDir: string, own: OwnRun): Promise<Run | undefined> {
  for (const id of (await listRunIds(runsDir)).reverse()) {
    if (!id.includes(own.name)) continue;
    try {
      const run = await readRun(join(runsDir, id));
      if (isOwn(run, own)) return run;
    } catch (error) {
      if (!(error instanceof AtelierError)) throw error;
    }
  }
  return undefined;
}

function isOwn({ record, folder }: Run, { name, recipe, data }: OwnRun): boolean {
  if (record.name !== name || record.status === 'failed' || record.data.digest !== data.digest) return false;
  const ends = { input: data.imageShape, classes: data.classNames.length };
  const made = (by: Recipe) =>
    canonicalJson({ ...trainingSchema.strip().parse(by), model: recipeModel(by, ends) });
  return made(parseRecipe(record.recipe, folder)) === made(recipe);
}
