import { resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { DataSpec, Subset } from '../data/data-spec.ts';
import type { Dataset } from '../data/dataset.ts';
import { modelPresetNames } from '../nn/preset-names.ts';
import { formatCount } from '../report/format.ts';
import type { DataOptions } from './options.ts';
import type { ProgressLine } from './progress-line.ts';
import type { NamedRecipe } from './read-recipe.ts';

/** What else bears on loading. */
export interface LoadContext {
  readonly progress: ProgressLine;
  /** Which drawings, for sketches. */
  readonly seed?: number | undefined;
  /** The part of it that is wanted. */
  readonly subset?: Subset | undefined;
  readonly signal?: AbortSignal;
}

/** Fashion-MNIST, where it is being read ahead and nothing goes wrong. */
let ahead: Promise<Dataset | undefined> | undefined;

/**
 * Begins to read Fashion-MNIST while the recipes for it are still being read, where they are built in and no option names
 * other data. Only what is on this machine is read; nothing is downloaded. Whoever loads it then has it sooner.
 */
export function readDataAhead(recipes: readonly string[], options: DataOptions & { dataset?: string }): void {
  const { data, dataset, firstLabel, transposed, size, channels } = options;
  const isDefault = [data, dataset, firstLabel, transposed, size, channels].every(
    (given) => given === undefined,
  );
  if (!isDefault || !recipes.every((name) => (modelPresetNames as readonly string[]).includes(name))) return;
  ahead = import('../data/load-dataset.node.ts')
    .then(({ fashionMnist }) => fashionMnist({ offline: true }))
    // What is wrong is found again, and told, by whoever loads it.
    .catch(() => undefined);
}

function takeAhead(): Promise<Dataset | undefined> | undefined {
  const taken = ahead;
  ahead = undefined;
  return taken;
}

/**
 * Loads a data set, or the part of it that is wanted, and shows how far a download or the reading of pictures is.
 *
 * @param given where not given, what `--data` names, or else Fashion-MNIST, or the built-in sketches where that is not
 *   to be had
 */
export async function loadData(
  given: DataSpec | undefined,
  options: DataOptions,
  { progress, seed, subset, signal }: LoadContext,
): Promise<Dataset> {
  const { loadDataset, loadDefaultDataset } = await import('../data/load-dataset.node.ts');
  const { isDataPath } = await import('../data/detect-format.node.ts');
  const isName = typeof given === 'string' && !isDataPath(given);
  const what = isName || options.data === undefined ? given : atPath(given, options.data);
  const megabytes = (sizeBytes: number): string => (sizeBytes / 1e6).toFixed(1);
  progress.update(`loading ${typeof what === 'object' ? what.type : (what ?? 'Fashion-MNIST')}`);
  const load = {
    dataDir: isName ? options.data : undefined,
    seed,
    offline: options.offline,
    firstLabel: options.firstLabel,
    transposed: options.transposed,
    size: options.size,
    channels: options.channels,
    signal,
    onProgress: ({ file, receivedBytes, totalBytes }: DownloadState) => {
      const of = totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`;
      progress.update(`downloading ${file}: ${megabytes(receivedBytes)}${of} MB`);
    },
    onRead: (done: number, total: number) => {
      progress.update(`reading ${formatCount(done)} of ${formatCount(total)} pictures`);
    },
  };
  const dataset =
    what === undefined
      ? ((await takeAhead()) ?? (await loadDefaultDataset(load)))
      : await loadDataset(what, load);
  signal?.throwIfAborted();
  if (subset === undefined) return dataset;
  const { subsetDataset } = await import('../data/subset.ts');
  return subsetDataset(dataset, subset);
}

/** Loads the data set, or the part of one, that a recipe is for. */
export async function loadRecipeData(
  named: Pick<NamedRecipe, 'where' | 'recipe'>,
  options: DataOptions,
  { progress, signal }: Pick<LoadContext, 'progress' | 'signal'>,
): Promise<Dataset> {
  const { data, subset } = named.recipe;
  const { inRecipe } = await import('./read-recipe.ts');
  const whole = await loadData(data, options, { progress, ...(signal && { signal }) });
  if (subset === undefined) return whole;
  const { subsetDataset } = await import('../data/subset.ts');
  return inRecipe(named, () => subsetDataset(whole, subset));
}

/** What is read from the path of `--data`, by the options of a recipe where it has some. */
function atPath(given: DataSpec | undefined, path: string): DataSpec {
  if (typeof given !== 'object') return resolve(path);
  if ('path' in given) return { ...given, path: resolve(path) };
  throw new OptionError('sketches is built in and takes no folder', {
    value: path,
    expected: 'no --data',
    hint: 'Name another data set with --dataset.',
  });
}

interface DownloadState {
  readonly file: string;
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
}

/** Says what is trained on: the data set's remark first, where it has one, since it changes what figures mean. */
export function noteData(data: Dataset, progress: ProgressLine): void {
  if (data.notice !== undefined) progress.note(`Note: ${data.notice}`);
  const { title, origin, imageShape, train, test, givenValidation } = data;
  progress.note(
    `${title} (${origin}): ${formatCount(train.labels.length)} training and ` +
      `${formatCount(test.labels.length)} test images of ${imageShape.join(' × ')}`,
  );
  if (givenValidation !== undefined) {
    progress.note(
      `${formatCount(givenValidation.length)} of the training images are meant for validation; ` +
        '"validation": "given" in a recipe uses them so',
    );
  }
}
