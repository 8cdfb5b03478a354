import { PCA } from 'ml-pca';
import { UMAP } from 'umap-js';
import { z } from 'zod';
import { OptionError } from '../core/errors.ts';
import { positiveInteger, positiveNumber, seedSchema } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import { randomStream } from '../core/random.ts';
import type { TrainedModel } from '../train/trained-model.ts';
import type { RunOptions } from './chunked-session.ts';
import { alongMainDirections, type Rows } from './main-directions.ts';
import { nearestNeighbors } from './nearest-neighbors.ts';
import { penultimateFeatures } from './penultimate-features.ts';

const FEWEST = 3;
const MOST = 5000;
/** Features up to which everything is computed exactly. */
const EXACT_WIDTH = 128;
/** Directions that wider features are reduced to. */
const REDUCED_WIDTH = 50;

const embeddingSchema = z.strictObject({
  seed: seedSchema.default(0),
  neighbors: positiveInteger.default(15),
  minDist: positiveNumber.default(0.1),
  epochs: positiveInteger.default(200),
});

/** How points are put on a plane. */
export type EmbeddingOptions = z.input<typeof embeddingSchema>;

/** Points on a plane. */
export interface Embedding {
  /** Principal components, [count, 2]. */
  readonly pca: Float32Array;
  /** The share of the features' variance along each of the two, from 0 to 1. */
  readonly explained: readonly [number, number];
  /** UMAP, [count, 2]. */
  readonly umap: Float32Array;
}

/** The embedding of images, and what it was made of. */
export interface ImageEmbedding extends Embedding {
  readonly count: number;
  /** The layer whose output was taken; undefined where it was the pixels. */
  readonly layer: string | undefined;
  /** How many features that layer gives. */
  readonly features: number;
}

function listsOf({ values, count, width }: Rows): number[][] {
  return Array.from({ length: count }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
}

/** The sum over columns of their variance. */
function variance({ values, count, width }: Rows): number {
  const means = new Float64Array(width);
  let sum = 0;
  values.forEach((value, at) => (means[at % width]! += value / count));
  values.forEach((value, at) => (sum += (value - means[at % width]!) ** 2));
  return sum / (count - 1);
}

/** Two principal components; the value of each that is furthest from zero is positive. */
function principalComponents(points: number[][], total: number): Pick<Embedding, 'pca' | 'explained'> {
  const analysis = new PCA(points, { method: 'covarianceMatrix' });
  const available = Math.min(2, points[0]!.length);
  const projected = analysis.predict(points, { nComponents: available });
  const pca = new Float32Array(points.length * 2);
  for (let component = 0; component < available; component++) {
    const column = projected.getColumn(component);
    const furthest = column.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    column.forEach((value, row) => (pca[2 * row + component] = furthest < 0 ? -value : value));
  }
  const share = (component: number) =>
    total > 0 ? Math.max(0, analysis.getEigenvalues()[component] ?? 0) / total : 0;
  return { pca, explained: [share(0), share(1)] };
}

/**
 * Points of many dimensions on a plane, so that one can see which are near each other: by principal components, which is
 * linear, and by UMAP (McInnes, Healy and Melville 2018), which keeps neighbours together and distorts distances. More
 * than 128 columns are first reduced to 50 directions that hold most of their variance. The same seed gives the same points.
 *
 * - `neighbors`: how many neighbours of each point UMAP keeps near; 15, or all where there are fewer.
 * - `minDist`: how near UMAP may put points, 0.1.
 * - `epochs`: how often UMAP goes over the neighbours, 200.
 *
 * @param rows 3 to 5,000 points
 * @throws OptionError for fewer or more points
 *
 * @example embed({ values: features, count: 1000, width: 128 }, { seed: 7 })
 */
export function embed(rows: Rows, options: EmbeddingOptions = {}): Embedding {
  const { seed, neighbors, minDist, epochs: nEpochs } = parseOptions(embeddingSchema, options, 'embedding');
  const { count } = rows;
  if (count < FEWEST || count > MOST) {
    throw new OptionError(`embedding: expected ${FEWEST} to ${MOST} images, got ${count}`, {
      value: count,
      expected: `${FEWEST} to ${MOST}`,
    });
  }
  const reduced =
    rows.width <= EXACT_WIDTH
      ? rows
      : alongMainDirections(rows, REDUCED_WIDTH, randomStream(seed, 'main-directions'));
  const points = listsOf(reduced);
  const stream = randomStream(seed, 'umap');
  const nNeighbors = Math.min(neighbors, count - 1);
  const umap = new UMAP({ nComponents: 2, nNeighbors, minDist, nEpochs, random: () => stream.float64() });
  const { indices, distances } = nearestNeighbors(reduced, nNeighbors);
  umap.setPrecomputedKNN(indices, distances);
  return {
    ...principalComponents(points, variance(rows)),
    umap: Float32Array.from(umap.fit(points).flat()),
  };
}

/**
 * Where a model has images among each other before it decides: the embedding of what its last layer with a kernel is given.
 *
 * @param images bytes [count, height, width, channels], 3 to 5,000 images
 * @throws OptionError for fewer or more images
 *
 * @example await embedImages(trained, data.test.images.subarray(0, 784_000), { seed: 7 }, { provider: cpuProvider })
 */
export async function embedImages(
  trained: TrainedModel,
  images: Uint8Array,
  options: EmbeddingOptions,
  run: RunOptions,
): Promise<ImageEmbedding> {
  const features = await penultimateFeatures(trained, images, run);
  const { count, layer, width } = features;
  return { ...embed(features, options), count, layer, features: width };
}
