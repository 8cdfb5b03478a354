import { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { positiveInteger } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import { countWithClasses } from './check-images.ts';
import { compilePredictor } from './class-probabilities.ts';
import type { RunOptions } from './chunked-session.ts';
import type { ImageMaps } from './resize-maps.ts';

const byte = z.int('Expected a byte, from 0 to 255').min(0, 'Expected a byte, from 0 to 255');

const occlusionSchema = z.strictObject({
  size: positiveInteger.optional(),
  stride: positiveInteger.optional(),
  fill: z
    .union([z.enum(['mean']), byte.max(255, 'Expected a byte, from 0 to 255')], 'Expected "mean" or a byte')
    .default('mean'),
});

/** How images are covered. */
export type OcclusionOptions = z.input<typeof occlusionSchema>;

interface Patches {
  readonly size: number;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly fill: 'mean' | number;
}

/** Where patches begin along an axis: every `stride`, and at the end, so that every pixel is covered. */
function starts(length: number, size: number, stride: number): number[] {
  const last = length - size;
  const regular = Array.from({ length: Math.floor(last / stride) + 1 }, (_, index) => index * stride);
  return regular.at(-1) === last ? regular : [...regular, last];
}

function patchesOf({ input: [height, width] }: ModelSpec, options: OcclusionOptions): Patches {
  const side = Math.min(height, width);
  const parsed = parseOptions(occlusionSchema, options, 'occlusion');
  const { size = Math.max(1, Math.round(side / 4)), fill } = parsed;
  const { stride = Math.max(1, Math.floor(size / 3)) } = parsed;
  if (size > side) {
    throw new OptionError(`occlusion: size: expected at most the side of the images, ${side}, got ${size}`, {
      value: size,
      expected: `at most ${side}`,
    });
  }
  if (stride > size) {
    throw new OptionError(`occlusion: stride: expected at most the size, ${size}, got ${stride}`, {
      value: stride,
      expected: `at most ${size}`,
      hint: 'Patches further apart than they are wide leave pixels that nothing covers.',
    });
  }
  return { size, rows: starts(height, size, stride), columns: starts(width, size, stride), fill };
}

/** The image, and after it the image once for each patch with that patch covered. */
function coveredImages(
  { input: [, width, channels] }: ModelSpec,
  image: Uint8Array,
  { size, rows, columns, fill }: Patches,
): Uint8Array {
  const colour = Array.from({ length: channels }, (_, channel) => {
    if (fill !== 'mean') return fill;
    let sum = 0;
    for (let at = channel; at < image.length; at += channels) sum += image[at]!;
    return Math.round((sum * channels) / image.length);
  });
  const covered = new Uint8Array((1 + rows.length * columns.length) * image.length);
  covered.set(image);
  let target = image.length;
  for (const top of rows) {
    for (const left of columns) {
      covered.set(image, target);
      for (let y = top; y < top + size; y++) {
        for (let x = left; x < left + size; x++) covered.set(colour, target + (y * width + x) * channels);
      }
      target += image.length;
    }
  }
  return covered;
}

/** Adds to `map` for each pixel the mean drop of the patches that cover it. */
function spreadDrops(drops: readonly number[], width: number, patches: Patches, map: Float32Array): void {
  const { size, rows, columns } = patches;
  const coverings = new Uint32Array(map.length);
  drops.forEach((drop, index) => {
    const top = rows[Math.floor(index / columns.length)]!;
    const left = columns[index % columns.length]!;
    for (let y = top; y < top + size; y++) {
      for (let at = y * width + left; at < y * width + left + size; at++) {
        map[at]! += drop;
        coverings[at]!++;
      }
    }
  });
  coverings.forEach((count, at) => (map[at]! /= count));
}

/**
 * Occlusion (Zeiler and Fergus 2014): how much less probable a class becomes where a part of the image is covered. A
 * square goes over each image; a pixel's value is the mean drop of the class's probability over the squares that cover it:
 * above 0 where what is there speaks for the class, below 0 where against it. For any model.
 *
 * - `size`: the side of the square in pixels; a quarter of the images' side by default.
 * - `stride`: how far it goes at a time, a third of its size by default; it always ends at the border.
 * - `fill`: what covers, a byte, or the mean colour of each image ('mean', the default).
 *
 * @param images bytes [count, height, width, channels]
 * @param classes the class to look for in each image, from 0
 * @returns [count, height, width], from -1 to 1
 * @throws OptionError for options, images or classes that do not fit the model
 *
 * @example await occlusionMaps(trained, image, [9], { size: 7, stride: 2 }, { provider: cpuProvider })
 */
export async function occlusionMaps(
  trained: TrainedModel,
  images: Uint8Array,
  classes: ArrayLike<number>,
  occlusion: OcclusionOptions,
  options: RunOptions,
): Promise<ImageMaps> {
  const { model } = trained;
  const [height, width, channels] = model.input;
  const count = countWithClasses(model, images, classes);
  const patches = patchesOf(model, occlusion);
  const variants = 1 + patches.rows.length * patches.columns.length;
  const values = new Float32Array(count * height * width);
  const predictor = await compilePredictor(trained, variants, options);
  try {
    for (let index = 0; index < count; index++) {
      const bytes = height * width * channels;
      const image = images.subarray(index * bytes, (index + 1) * bytes);
      const rows = await predictor.probabilities(coveredImages(model, image, patches));
      const chosen = Array.from(
        { length: variants },
        (_, row) => rows[row * model.classes + classes[index]!]!,
      );
      const drops = chosen.slice(1).map((probability) => chosen[0]! - probability);
      spreadDrops(
        drops,
        width,
        patches,
        values.subarray(index * height * width, (index + 1) * height * width),
      );
    }
  } finally {
    await predictor.release();
  }
  return { values, count, height, width };
}
