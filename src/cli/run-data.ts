import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { AtelierError, OptionError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { datasetNames } from '../data/registry.ts';
import type { RunRecord } from '../runs/record.ts';
import { loadData, type LoadContext } from './load-data.ts';
import type { DataOptions } from './options.ts';

/** A run's data set, or why its images cannot be shown. */
export type FoundRunData =
  | { readonly data: Dataset; readonly missing?: undefined }
  | { readonly data?: undefined; readonly missing: string };

/** Loads the data set of a run as it was for training: the same files and the same part of them, where they are now. */
export async function loadRunData(
  record: RunRecord,
  options: DataOptions,
  context: Omit<LoadContext, 'subset'>,
): Promise<Dataset> {
  const { parseRecipe } = await import('../train/recipe.ts');
  const { data, subset } = parseRecipe(record.recipe);
  if (typeof data === 'object') return loadData(data, options, { ...context, subset });
  const folder = await dataFolder(record, options.data);
  const where = folder === undefined ? {} : { data: folder };
  return loadData(record.data.name, { ...options, ...where }, { ...context, subset });
}

/**
 * The folder to read: the one that was given, else the one that the run was trained from, if it is still there. Data sets
 * that are known by name may be elsewhere now.
 */
async function dataFolder({ data }: RunRecord, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined || !isAbsolute(data.origin)) return given;
  const isFolder = await stat(data.origin).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isFolder) return data.origin;
  if (datasetNames().includes(data.name)) return undefined;
  throw new OptionError(`the data of this run are not in ${data.origin} any more`, {
    value: data.origin,
    hint: 'give the folder where they are now with --data',
  });
}

/**
 * The data set of a run where it is on this machine and the same as then, for showing its images. Nothing is downloaded.
 *
 * @param path where to look, in place of where it was
 */
export async function findRunData(
  record: RunRecord,
  path: string | undefined,
  context: Omit<LoadContext, 'subset'>,
): Promise<FoundRunData> {
  let data: Dataset;
  try {
    data = await loadRunData(
      record,
      { offline: true, ...(path === undefined ? {} : { data: path }) },
      context,
    );
  } catch (error) {
    if (error instanceof AtelierError && error.exitCode !== 70) return { missing: error.message };
    throw error;
  }
  if (data.digest === record.data.digest) return { data };
  return { missing: `the data in ${data.origin} are other ones than those of the run` };
}
