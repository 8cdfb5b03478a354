/**
 * Draws the pictures of docs/augmentation.md: for every augmentation and every way to mix, two of the built-in drawings and
 * what becomes of them. `npm run pictures` writes docs/images/augment/*.png.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions } from '../src/core/parse-options.ts';
import type { AugmentationSpec } from '../src/data/augment/augmentation.ts';
import { augmentationDefinitions, augmentationsSchema } from '../src/data/augment/index.ts';
import { createBatchPreparer } from '../src/data/batch-preparer.ts';
import { imageSheet, sheetLayout } from '../src/data/image-sheet.node.ts';
import { mixDefinitions, mixSchema } from '../src/data/mix/index.ts';
import type { MixSpec } from '../src/data/mix/mix.ts';
import { sketches } from '../src/data/sketches/sketches.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'images', 'augment');
const DRAWS = 10;
const SEED = 1;
const CLASSES = ['Sneaker', 'Shirt'];

/** Settings that show what an augmentation does, where the usual ones are too weak to see. */
const SHOWN: Readonly<Record<string, object>> = {
  shift: { horizontal: 4, vertical: 4 },
  crop: { padding: 4 },
  rotate: { degrees: 25 },
  scale: { factor: [0.7, 1.3] },
  shear: { degrees: 25 },
  elastic: { displacement: 1.5 },
  brightness: { change: 0.4 },
  contrast: { factor: [0.4, 1.8] },
  noise: { deviation: 0.1 },
  randomErasing: { probability: 1 },
  mixup: { alpha: 1 },
};

const data = await sketches();
const imageBytes = data.imageShape[0] * data.imageShape[1] * data.imageShape[2];
const layout = sheetLayout(data.imageShape, CLASSES.length, 1 + DRAWS);
const examples = CLASSES.map((name) => data.train.labels.indexOf(data.classNames.indexOf(name)));

/** The drawings and what becomes of them, as a PNG file. */
async function picture(type: string, augment: readonly AugmentationSpec[], mix?: MixSpec): Promise<void> {
  const prepare = createBatchPreparer({
    ...{ images: data.train.images, imageShape: data.imageShape, augment, mix, seed: SEED },
  });
  const image = (of: Uint8Array, index: number) => of.subarray(index * imageBytes, (index + 1) * imageBytes);
  const rows = examples.map((example, row) => {
    const draws = Array.from({ length: DRAWS }, (_, epoch) => {
      // Further drawings in the batch, so that there is something to mix with.
      const indices = Int32Array.from({ length: mix ? 8 : 1 }, (__, index) => example + index);
      const { images } = prepare({ epoch, position: row * 100, batchSize: indices.length, indices });
      return image(images, 0);
    });
    return { label: row === 0 ? type : '', images: [image(data.train.images, example), ...draws] };
  });
  writeFileSync(join(FOLDER, `${type}.png`), await imageSheet(layout, rows));
}

mkdirSync(FOLDER, { recursive: true });
for (const { type } of augmentationDefinitions) {
  await picture(type, parseOptions(augmentationsSchema, [{ type, ...SHOWN[type] }], type));
}
for (const { type } of mixDefinitions) {
  await picture(type, [], parseOptions(mixSchema, { type, ...SHOWN[type] }, type));
}
console.log(`${augmentationDefinitions.length + mixDefinitions.length} pictures in ${FOLDER}`);
