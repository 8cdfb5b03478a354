import { writeFile } from 'node:fs/promises';
import { StorageError } from '../core/errors.ts';
import { randomStream } from '../core/random.ts';
import type { AugmentationSpec } from './augment/augmentation.ts';
import { createAugmenter } from './augment/augmenter.ts';
import type { Dataset } from './dataset.ts';
import { imageSheet, sheetLayout, type SheetRow } from './image-sheet.node.ts';

export interface ContactSheetOptions {
  /** Which split to show; `train` unless given. */
  readonly split?: 'train' | 'test' | undefined;
  /** How many images of each class, from the first on; 12 unless given. */
  readonly perClass?: number | undefined;
  /** Shows the first image of each class and what these augmentations make of it, instead of further ones. */
  readonly augment?: readonly AugmentationSpec[] | undefined;
  /** Decides what the augmentations draw; 0 unless given. */
  readonly seed?: number | undefined;
}

/** The first images of each class. */
function firstImages(dataset: Dataset, split: 'train' | 'test', perClass: number): SheetRow[] {
  const { images, labels } = dataset[split];
  const imageBytes = dataset.imageShape[0] * dataset.imageShape[1] * dataset.imageShape[2];
  const rows = dataset.classNames.map((label) => ({ label, images: [] as Uint8Array[] }));
  labels.forEach((label, index) => {
    const row = rows[label]!;
    if (row.images.length >= perClass) return;
    row.images.push(images.subarray(index * imageBytes, (index + 1) * imageBytes));
  });
  return rows;
}

/**
 * Each row's first image, and what augmentations make of it: `count` images in all. A seed gives the same draws each time.
 *
 * @param augment checked augmentations
 */
function augmentedRows(
  rows: readonly SheetRow[],
  imageShape: Dataset['imageShape'],
  { augment, seed, count }: { augment: readonly AugmentationSpec[]; seed: number; count: number },
): SheetRow[] {
  const change = createAugmenter(augment, imageShape);
  return rows.map(({ label, images: [original] }, row) => {
    if (!original) return { label, images: [] };
    const draws = Array.from({ length: count - 1 }, (_, draw) => {
      const out = new Uint8Array(original.length);
      change(original, randomStream(seed, 'augment-sheet', row, draw), out);
      return out;
    });
    return { label, images: [original, ...draws] };
  });
}

/**
 * A picture of a data set: a row for each class, with its name and its first images, or with the first and what
 * augmentations make of it.
 *
 * @returns a PNG file's bytes
 * @throws OptionError for a number of images that is not 1 or more, or gives a picture too large, and for augmentations that
 *   do not go with the images
 */
export async function contactSheet(dataset: Dataset, options: ContactSheetOptions = {}): Promise<Buffer> {
  const { split = 'train', perClass = 12, augment, seed = 0 } = options;
  const { imageShape, classNames } = dataset;
  const layout = sheetLayout(imageShape, classNames.length, perClass);
  const rows = firstImages(dataset, split, augment ? 1 : perClass);
  if (!augment) return imageSheet(layout, rows);
  return imageSheet(layout, augmentedRows(rows, imageShape, { augment, seed, count: perClass }));
}

/**
 * Writes a contact sheet to a file, as PNG.
 *
 * @throws StorageError where the file cannot be written
 * @throws what {@link contactSheet} throws
 */
export async function writeContactSheet(
  dataset: Dataset,
  path: string,
  options: ContactSheetOptions = {},
): Promise<void> {
  const png = await contactSheet(dataset, options);
  try {
    await writeFile(path, png);
  } catch (error) {
    throw new StorageError(
      `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
      {
        value: path,
        expected: 'a file that can be written',
        hint: 'Check that its folder exists and can be written.',
        cause: error,
      },
    );
  }
}
