import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import {
  defineAugmentation,
  type AugmentationOptions,
  type AugmentationSpec,
  type ImageShape,
} from './augmentation.ts';
import { normalQuantiles } from './normal-quantiles.ts';
import { fillSchema, interpolationSchema } from './ranges.ts';
import { createResampler, sourcesFor, type Sources } from './resample.ts';

/** For each pixel along an axis, the four nodes of a grid around it and what each counts. */
interface CubicWeights {
  readonly nodes: number;
  /** The first of the four nodes, for each pixel. */
  readonly first: Int32Array;
  /** Four weights a pixel. */
  readonly weights: Float64Array;
}

/** Cubic convolution between nodes that are `spacing` pixels apart (Keys 1981, a = −1/2). */
function cubicWeights(pixels: number, spacing: number): CubicWeights {
  const first = new Int32Array(pixels);
  const weights = new Float64Array(4 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const node = Math.floor(pixel / spacing);
    const t = pixel / spacing - node;
    first[pixel] = node;
    weights.set(
      [
        ((-t + 2) * t - 1) * t * 0.5,
        ((3 * t - 5) * t * t + 2) * 0.5,
        ((-3 * t + 4) * t + 1) * t * 0.5,
        (t - 1) * t * t * 0.5,
      ],
      4 * pixel,
    );
  }
  return { nodes: first[pixels - 1]! + 4, first, weights };
}

/** The displacement of every pixel along one axis, from those of the nodes. */
function displacementField(
  grid: Float32Array,
  rows: CubicWeights,
  columns: CubicWeights,
  between: Float64Array,
  field: Float64Array,
): void {
  const width = columns.first.length;
  const { first, weights } = columns;
  // First along x, for every row of the grid; then along y.
  for (let node = 0; node < rows.nodes; node++) {
    for (let x = 0; x < width; x++) {
      const at = node * columns.nodes + first[x]!;
      const weight = 4 * x;
      between[node * width + x] =
        grid[at]! * weights[weight]! +
        grid[at + 1]! * weights[weight + 1]! +
        grid[at + 2]! * weights[weight + 2]! +
        grid[at + 3]! * weights[weight + 3]!;
    }
  }
  for (let y = 0; y < rows.first.length; y++) {
    const weight = 4 * y;
    const w0 = rows.weights[weight]!;
    const w1 = rows.weights[weight + 1]!;
    const w2 = rows.weights[weight + 2]!;
    const w3 = rows.weights[weight + 3]!;
    const at = rows.first[y]! * width;
    for (let x = 0; x < width; x++) {
      field[y * width + x] =
        between[at + x]! * w0 +
        between[at + width + x]! * w1 +
        between[at + 2 * width + x]! * w2 +
        between[at + 3 * width + x]! * w3;
    }
  }
}

/** From displacements, times a factor, to the places where pixels come from. */
function addPlaces([height, width]: ImageShape, factor: number, { x: xs, y: ys }: Sources): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      xs[pixel] = xs[pixel]! * factor + x;
      ys[pixel] = ys[pixel]! * factor + y;
    }
  }
}

export const elasticAugmentation = defineAugmentation({
  type: 'elastic',
  options: z.strictObject({
    displacement: positiveNumber.default(1),
    spacing: z.number('Expected a number of at least 1').min(1, 'Expected a number of at least 1').default(7),
    interpolation: interpolationSchema.default('bilinear'),
    fill: fillSchema.default(0),
  }),
  probability: 1,
  prepare: ({ displacement, spacing, ...resampling }, shape) => {
    const [height, width] = shape;
    const rows = cubicWeights(height, spacing);
    const columns = cubicWeights(width, spacing);
    const size = rows.nodes * columns.nodes;
    const nodes = new Float32Array(2 * size);
    const words = new Uint32Array(size);
    const normals = normalQuantiles();
    const between = new Float64Array(rows.nodes * width);
    const sources = sourcesFor(shape);
    const resample = createResampler(shape, resampling);
    return (image, random, out) => {
      random.fillUint32(words);
      words.forEach((word, index) => {
        nodes[index] = normals[word & 0xffff]!;
        nodes[size + index] = normals[word >>> 16]!;
      });
      displacementField(nodes.subarray(0, size), rows, columns, between, sources.x);
      displacementField(nodes.subarray(size), rows, columns, between, sources.y);
      addPlaces(shape, displacement, sources);
      resample(image, sources, out);
    };
  },
});

/**
 * Bends an image: nodes of a grid, `spacing` pixels apart (7), move by normal numbers whose deviation is `displacement`
 * pixels (1) along each axis, and what lies between follows by cubic interpolation, as in U-Net (Ronneberger et al.
 * 2015). What comes in has the value `fill` (0).
 *
 * @example elastic({ displacement: 1.5, spacing: 7 })
 */
export function elastic(options: AugmentationOptions<typeof elasticAugmentation> = {}): AugmentationSpec {
  return { type: 'elastic', ...options };
}
