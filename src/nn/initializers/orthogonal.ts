import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { positiveNumber } from '../../core/option-schemas.ts';
import type { RandomStream } from '../../core/random.ts';
import { elementCount, formatShape } from '../../core/shape.ts';
import { defineInitializer } from '../initializer.ts';

/**
 * A random (semi-)orthogonal matrix times `gain` (Saxe et al. 2013): the rows, or the columns where those are fewer, have
 * length 1 and are at right angles. A convolution's kernel is the matrix [filters, channels · height · width], as in
 * PyTorch.
 */
export const orthogonal = defineInitializer({
  type: 'orthogonal',
  options: z.strictObject({ gain: positiveNumber.default(1) }),
  checkShape: (_, shape) => {
    if (shape.length < 2) {
      throw new ShapeError(`orthogonal: needs a kernel of two axes or more; got ${formatShape(shape)}`);
    }
  },
  fill: ({ gain }, data, { shape }, stream) => {
    const rows = shape[0]!;
    const columns = elementCount(shape.slice(1));
    const vectors = orthonormalVectors(Math.min(rows, columns), Math.max(rows, columns), stream);
    for (let index = 0; index < data.length; index++) {
      const [row, column] = [Math.floor(index / columns), index % columns];
      data[index] = gain * (rows <= columns ? vectors[row]![column]! : vectors[column]![row]!);
    }
  },
});

/**
 * `count` vectors from all such sets, equally likely: the QR decomposition, with a positive diagonal, of a matrix of normal
 * numbers. Each vector loses its part along the earlier ones twice, after which nothing but rounding is left of it.
 */
function orthonormalVectors(count: number, length: number, stream: RandomStream): Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let next = 0; next < count; next++) {
    const vector = Float64Array.from({ length }, () => stream.normal());
    for (const earlier of [...vectors, ...vectors]) subtractAlong(vector, earlier);
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((element) => element / norm));
  }
  return vectors;
}

function subtractAlong(vector: Float64Array, direction: Float64Array): void {
  const along = dot(vector, direction);
  for (let index = 0; index < vector.length; index++) vector[index]! -= along * direction[index]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
