import { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { positiveInteger } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import type { ModelSpec } from '../nn/model.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import { countWithClasses } from './check-images.ts';
import { chunkRows, type RunOptions } from './chunked-session.ts';
import { compilePredictor, type Predictor } from './class-probabilities.ts';
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

/** A square that covers a part of an image. */
interface Patch {
  readonly top: number;
  readonly left: number;
}

interface Patches {
  readonly size: number;
  readonly places: readonly Patch[];
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
  const columns = starts(width, size, stride);
  const places = starts(height, size, stride).flatMap((top) => columns.map((left) => ({ top, left })));
  return { size, places, fill };
}

/** The colour that covers an image. */
function coverColor(image: Uint8Array, channels: number, fill: Patches['fill']): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    if (fill !== 'mean') return fill;
    let sum = 0;
    for (let at = channel; at < image.length; at += channels) sum += image[at]!;
    return Math.round((sum * channels) / image.length);
  });
}

/** The image once for each of some patches, with that patch covered. */
function coveredImages(
  image: Uint8Array,
  width: number,
  color: readonly number[],
  { size, places }: Pick<Patches, 'size' | 'places'>,
): Uint8Array {
  const covered = new Uint8Array(places.length * image.length);
  places.forEach(({ top, left }, index) => {
    const start = index * image.length;
    covered.set(image, start);
    for (let y = top; y < top + size; y++) {
      for (let x = left; x < left + size; x++) covered.set(color, start + (y * width + x) * color.length);
    }
  });
  return covered;
}

/** Adds to `map` for each pixel the mean drop of the patches that cover it. */
function spreadDrops(
  drops: readonly number[],
  width: number,
  { size, places }: Patches,
  map: Float32Array,
): void {
  const coverings = new Uint32Array(map.length);
  places.forEach(({ top, left }, index) => {
    for (let y = top; y < top + size; y++) {
      for (let at = y * width + left; at < y * width + left + size; at++) {
        map[at]! += drops[index]!;
        coverings[at]!++;
      }
    }
  });
  coverings.forEach((count, at) => (map[at]! /= count));
}

/** How much less probable a class is with each patch covered, some patches at a time. */
async function dropsOf(
  predictor: Predictor,
  { input: [, width, channels], classes }: ModelSpec,
  image: Uint8Array,
  { label, before }: { readonly label: number; readonly before: number },
  { patches, chunk }: { readonly patches: Patches; readonly chunk: number },
): Promise<number[]> {
  const color = coverColor(image, channels, patches.fill);
  const drops: number[] = [];
  while (drops.length < patches.places.length) {
    const places = patches.places.slice(drops.length, drops.length + chunk);
    const covered = coveredImages(image, width, color, { size: patches.size, places });
    const probabilities = await predictor.probabilities(covered);
    places.forEach((_, at) => drops.push(before - probabilities[at * classes + label]!));
  }
  return drops;
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
  const chunk = chunkRows(model, patches.places.length);
  const values = new Float32Array(count * height * width);
  const bytes = height * width * channels;
  const predictor = await compilePredictor(trained, patches.places.length, options);
  try {
    const probabilities = await predictor.probabilities(images);
    for (let index = 0; index < count; index++) {
      const image = images.subarray(index * bytes, (index + 1) * bytes);
      const label = classes[index]!;
      const before = probabilities[index * model.classes + label]!;
      const drops = await dropsOf(predictor, model, image, { label, before }, { patches, chunk });
      const pixels = height * width;
      spreadDrops(drops, width, patches, values.subarray(index * pixels, (index + 1) * pixels));
    }
  } finally {
    await predictor.release();
  }
  return { values, count, height, width };
}
