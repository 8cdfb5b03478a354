import { basename, resolve } from 'node:path';
import type { Dataset } from '../data/dataset.ts';
import { formatCount } from '../report/format.ts';
import type { DataOptions } from './options.ts';
import type { ProgressLine } from './progress-line.ts';

/** What else bears on loading. */
export interface LoadContext {
  readonly progress: ProgressLine;
  /** Which drawings, for sketches. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Loads a data set and shows how far a download is.
 *
 * @param given where not given, what `--data` names by its folder's name, or else Fashion-MNIST, or the built-in sketches
 *   where that is not to be had
 */
export async function loadData(
  given: string | undefined,
  options: DataOptions,
  { progress, seed, signal }: LoadContext,
): Promise<Dataset> {
  const name = given ?? (options.data === undefined ? undefined : folderName(options.data));
  const { loadDataset, loadDefaultDataset } = await import('../data/load-dataset.node.ts');
  const megabytes = (sizeBytes: number): string => (sizeBytes / 1e6).toFixed(1);
  progress.update(`loading ${name ?? 'Fashion-MNIST'}`);
  const load = {
    dataDir: options.data,
    seed,
    offline: options.offline,
    firstLabel: options.firstLabel,
    transposed: options.transposed,
    signal,
    onProgress: ({ file, receivedBytes, totalBytes }: DownloadState) => {
      const of = totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`;
      progress.update(`downloading ${file}: ${megabytes(receivedBytes)}${of} MB`);
    },
  };
  const dataset = await (name === undefined ? loadDefaultDataset(load) : loadDataset(name, load));
  signal?.throwIfAborted();
  return dataset;
}

/** A data set's name from its folder: files of one's own must not pass for a known set. */
function folderName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name === '' ? 'data' : name;
}

interface DownloadState {
  readonly file: string;
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
}

/** Says what is trained on: the data set's remark first, where it has one, since it changes what figures mean. */
export function noteData(data: Dataset, progress: ProgressLine): void {
  if (data.notice !== undefined) progress.note(`Note: ${data.notice}`);
  const { title, origin, imageShape, train, test } = data;
  progress.note(
    `${title} (${origin}): ${formatCount(train.labels.length)} training and ` +
      `${formatCount(test.labels.length)} test images of ${imageShape.join(' × ')}`,
  );
}
