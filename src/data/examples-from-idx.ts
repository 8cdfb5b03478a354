import { DataError } from '../core/errors.ts';
import type { Examples } from './dataset.ts';
import type { IdxArray } from './idx.ts';

/** How the values of a data set's IDX files are meant; nothing of this is written in the files. */
export interface IdxConventions {
  /** The label of the first class in the files: 1 for EMNIST `letters`. 0 unless given. */
  readonly firstLabel?: number | undefined;
  /** Whether rows and columns are swapped in the files, as in all of EMNIST. False unless given. */
  readonly transposed?: boolean | undefined;
}

/** An array and the file it came from. */
export interface NamedIdx {
  readonly where: string;
  readonly array: IdxArray;
}

type ImageShape = readonly [height: number, width: number, channels: number];

/** More classes than any labelled set of small images has; a larger label means that the file is something else. */
const MAX_CLASSES = 10_000;
const MAX_SIDE = 4096;
const INTEGER_DTYPES: readonly string[] = ['uint8', 'int8', 'int16', 'int32'];

/** The shape of one image; rank 3 is grey, rank 4 has its channels last. */
function imageShape({ where, array: { dims, dtype } }: NamedIdx): ImageShape {
  const [count = 0, height = 0, width = 0, channels = 1] = dims;
  if (dtype !== 'uint8' || (dims.length !== 3 && dims.length !== 4)) {
    throw new DataError(
      `${where}: images must be uint8 of 3 or 4 dimensions; got ${dtype} [${dims.join(',')}]`,
      {
        value: dims,
        expected: '[images, height, width] or [images, height, width, channels] of uint8',
        hint: 'Check that the image and label files are not exchanged.',
      },
    );
  }
  const sidesFit = height >= 1 && width >= 1 && height <= MAX_SIDE && width <= MAX_SIDE;
  if (count < 1 || !sidesFit || channels < 1 || channels > 4) {
    throw new DataError(`${where}: cannot use images of shape [${dims.join(',')}]`, {
      value: dims,
      expected: `at least one image, sides of 1 to ${MAX_SIDE}, 1 to 4 channels`,
      hint: 'Channels come last: [images, height, width, channels].',
    });
  }
  return [height, width, channels];
}

/** Swaps rows and columns of every image; the shape of the result is [width, height, channels]. */
function transposeImages(images: Uint8Array, [height, width, channels]: ImageShape): Uint8Array {
  const out = new Uint8Array(images.length);
  const imageBytes = height * width * channels;
  let to = 0;
  for (let image = 0; image < images.length; image += imageBytes) {
    for (let column = 0; column < width; column++) {
      for (let row = 0; row < height; row++) {
        const from = image + (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel++) out[to++] = images[from + channel]!;
      }
    }
  }
  return out;
}

/** Class indices from 0; of labels with two dimensions the first column is the class, as in QMNIST. */
function readLabels({ where, array }: NamedIdx, count: number, firstLabel: number): Int32Array {
  const { dims, dtype, data } = array;
  const columns = dims[1] ?? 1;
  if (!INTEGER_DTYPES.includes(dtype) || dims.length < 1 || dims.length > 2 || columns < 1) {
    throw new DataError(
      `${where}: labels must be integers of 1 or 2 dimensions; got ${dtype} [${dims.join(',')}]`,
      {
        value: dims,
        expected: '[labels] or [labels, columns] with the class in the first column',
        hint: 'Check that the image and label files are not exchanged.',
      },
    );
  }
  if (dims[0] !== count) {
    throw new DataError(`${where}: ${dims[0]!} labels for ${count} images`, {
      value: dims[0],
      expected: `${count} labels`,
      hint: 'The image and label files must belong to the same split of the same data set.',
    });
  }
  const labels = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const label = data[index * columns]!;
    const shifted = label - firstLabel;
    if (shifted < 0 || shifted >= MAX_CLASSES) {
      throw new DataError(`${where}: label ${label} at index ${index} is out of range`, {
        value: label,
        expected: `${firstLabel} to ${firstLabel + MAX_CLASSES - 1}`,
        hint:
          firstLabel > 0
            ? 'The labels of this data set do not start at 1: give 0 as its first label.'
            : 'Classes are numbered from 0.',
      });
    }
    labels[index] = shifted;
  }
  return labels;
}

/**
 * Joins an image file and a label file of one split into examples.
 *
 * @throws DataError when a file has another type or rank, the counts disagree, or a label is out of range
 */
export function examplesFromIdx(
  images: NamedIdx,
  labels: NamedIdx,
  { firstLabel = 0, transposed = false }: IdxConventions = {},
): { examples: Examples; shape: ImageShape } {
  const stored = imageShape(images);
  const bytes = images.array.data as Uint8Array;
  const [height, width, channels] = stored;
  return {
    examples: {
      images: transposed ? transposeImages(bytes, stored) : bytes,
      labels: readLabels(labels, images.array.dims[0]!, firstLabel),
    },
    shape: transposed ? [width, height, channels] : stored,
  };
}

/** Refuses labels without names of which a wrong one makes many classes that no image is of. */
function checkGaps(splits: readonly Examples[], highest: number, where: string): void {
  const present = new Set(splits.flatMap(({ labels }) => [...new Set(labels)]));
  const classes = highest + 1;
  const empty = classes - present.size;
  const images = splits.reduce((sum, { labels }) => sum + labels.length, 0);
  // Of fewer images some classes may be missing by chance.
  if (images < 2 * classes || empty <= classes / 4) return;
  throw new DataError(
    `${where}: the label ${highest} makes ${classes} classes, and no image is of ${empty} of them`,
    {
      value: highest,
      expected: 'labels from 0 without large gaps',
      hint: 'Look for a wrong label; else number the classes from 0, or give the label of the first class.',
    },
  );
}

/**
 * One name a class: `names` where there are some, else the class numbers as text.
 *
 * @param where names the data set or the file of the names in messages
 * @throws DataError when a label has no name, or without names where no image is of more than a quarter of the classes
 */
export function classNamesFor(
  splits: readonly Examples[],
  names: readonly string[] | undefined,
  where: string,
): readonly string[] {
  let highest = 0;
  for (const { labels } of splits) for (const label of labels) if (label > highest) highest = label;
  if (names === undefined) {
    checkGaps(splits, highest, where);
    return Array.from({ length: highest + 1 }, (_, label) => String(label));
  }
  if (highest >= names.length) {
    throw new DataError(`${where}: ${names.length} class names, but there is a label ${highest}`, {
      value: highest,
      expected: `labels from 0 to ${names.length - 1}`,
      hint:
        highest === names.length
          ? 'If the labels start at 1, give 1 as the first label; else add the missing name.'
          : 'Give one name a class, in label order.',
    });
  }
  return names;
}
