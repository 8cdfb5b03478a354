import { DataError } from '../core/errors.ts';
import { readClassNames } from './class-names.node.ts';
import { contentDigest } from './content-digest.ts';
import type { DatasetSource, FileRole } from './dataset-source.ts';
import type { Dataset } from './dataset.ts';
import { classNamesFor, examplesFromIdx, type IdxConventions, type NamedIdx } from './examples-from-idx.ts';
import type { FoundFiles } from './locate.node.ts';
import { readIdxFile } from './read-idx-file.node.ts';
import { DATASET_SOURCES } from './registry.ts';

/** What EMNIST's file names say about its contents, for what the caller leaves open. */
function conventionsOf(prefix: string, given: IdxConventions): { firstLabel: number; transposed: boolean } {
  const isEmnist = prefix === 'emnist' || prefix.startsWith('emnist-');
  return {
    firstLabel: given.firstLabel ?? (prefix === 'emnist-letters' ? 1 : 0),
    transposed: given.transposed ?? isEmnist,
  };
}

/** A file of a data set, and whether it was found to be the published one. */
interface ReadFile extends NamedIdx {
  readonly isPublished: boolean;
}

/** What to do about a file whose sum is not that of the set it should belong to. */
function mismatchHint(name: string, file: string): string {
  return (
    `Delete ${file} and fetch it again; or, if it belongs to another data set, load it under another name than ` +
    `${name}. Known by name are ${DATASET_SOURCES.map((source) => source.name).join(', ')}.`
  );
}

/**
 * Reads a data set from files that were found.
 *
 * EMNIST is recognised by its file names: all of it is stored with rows and columns swapped and is turned upright, and
 * the labels of `emnist-letters` start at 1; `conventions` overrule this and serve other sets of that kind.
 *
 * @param source the registry's entry, whose class names and sums count
 * @throws DataError for files that are damaged, have a wrong sum or do not fit together
 */
export async function readDataset(
  name: string,
  found: FoundFiles,
  source: DatasetSource | undefined,
  conventions: IdxConventions = {},
): Promise<Dataset> {
  const read = async (role: FileRole): Promise<ReadFile> => {
    const where = found.files[role];
    return { where, ...(await readIdxFile(where, source?.files[role], mismatchHint(name, where))) };
  };
  const roles = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;
  const reading = roles.map(read);
  // Of several files that cannot be read the first is told of, whichever was looked at last.
  await Promise.allSettled(reading);
  const files = (await Promise.all(reading)) as [ReadFile, ReadFile, ReadFile, ReadFile];
  const [trainImages, trainLabels, testImages, testLabels] = files;
  const { firstLabel, transposed } = conventionsOf(found.prefix, conventions);
  const train = examplesFromIdx(trainImages, trainLabels, { firstLabel, transposed });
  const test = examplesFromIdx(testImages, testLabels, { firstLabel, transposed });
  if (train.shape.join() !== test.shape.join()) {
    throw new DataError(
      `${testImages.where}: images of [${test.shape.join(',')}], but those for training are [${train.shape.join(',')}]`,
      { value: test.shape, expected: `[${train.shape.join(',')}]`, hint: 'Use files of one data set.' },
    );
  }
  const fromFolder =
    source === undefined ? await readClassNames(found.path, found.prefix, firstLabel) : undefined;
  const isPublished = files.every((file) => file.isPublished) && firstLabel === 0 && !transposed;
  const splits = { imageShape: train.shape, train: train.examples, test: test.examples };
  return {
    name,
    title: source?.title ?? name,
    classNames: classNamesFor(
      [splits.train, splits.test],
      source?.classNames ?? fromFolder?.names,
      fromFolder?.path ?? found.path,
    ),
    ...splits,
    digest: (isPublished ? source?.digest : undefined) ?? (await contentDigest(splits)),
    origin: found.path,
  };
}
