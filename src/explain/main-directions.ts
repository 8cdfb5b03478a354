import type { RandomStream } from '../core/random.ts';

/** A matrix, row by row. */
export interface Rows {
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  readonly width: number;
}

/** How often the directions are turned towards those of the largest variance. */
const ROUNDS = 2;

/** The rows with the mean of each column taken off. */
function centred({ values, count, width }: Rows): Rows {
  const means = new Float64Array(width);
  values.forEach((value, at) => (means[at % width]! += value / count));
  return { values: Float32Array.from(values, (value, at) => value - means[at % width]!), count, width };
}

/** rows · directions: [count, width] by [width, columns] to [count, columns]. */
function project(
  { values, count, width }: Rows,
  directions: Float64Array,
  columns: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(count * columns);
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < width; at++) {
      const value = values[row * width + at]!;
      if (value === 0) continue;
      for (let k = 0; k < columns; k++) result[row * columns + k]! += value * directions[at * columns + k]!;
    }
  }
  return result;
}

/** rowsᵀ · projected: [count, width] and [count, columns] to [width, columns]. */
function projectBack(
  { values, count, width }: Rows,
  projected: Float64Array,
  columns: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(width * columns);
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < width; at++) {
      const value = values[row * width + at]!;
      if (value === 0) continue;
      for (let k = 0; k < columns; k++) result[at * columns + k]! += value * projected[row * columns + k]!;
    }
  }
  return result;
}

/** Makes columns orthonormal, in place (Gram and Schmidt); those that depend on earlier ones become zero. */
function orthonormalize(matrix: Float64Array, columns: number): void {
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let at = 0; at < matrix.length; at += columns) sum += matrix[at + a]! * matrix[at + b]!;
    return sum;
  };
  for (let column = 0; column < columns; column++) {
    const before = Math.sqrt(dot(column, column));
    // Twice, since rounding leaves a rest the first time.
    for (let other = 0; other < 2 * column; other++) {
      const along = dot(column, other % column);
      for (let at = 0; at < matrix.length; at += columns) {
        matrix[at + column]! -= along * matrix[at + (other % column)]!;
      }
    }
    const length = Math.sqrt(dot(column, column));
    const factor = length > 1e-10 * before ? 1 / length : 0;
    for (let at = 0; at < matrix.length; at += columns) matrix[at + column]! *= factor;
  }
}

/**
 * Rows in fewer columns: their coordinates along directions that hold nearly all of the variance that so many can hold, by
 * a randomised range finder with power iterations (Halko, Martinsson and Tropp 2011, algorithm 4.4). Distances are those
 * between the rows, without what lies outside of the directions.
 *
 * @param stream draws the directions to begin with
 */
export function alongMainDirections(rows: Rows, columns: number, stream: RandomStream): Rows {
  const data = centred(rows);
  let directions = Float64Array.from({ length: rows.width * columns }, () => stream.normal());
  for (let round = 0; round < ROUNDS; round++) {
    const projected = project(data, directions, columns);
    orthonormalize(projected, columns);
    directions = projectBack(data, projected, columns);
    orthonormalize(directions, columns);
  }
  return { values: project(data, directions, columns), count: rows.count, width: columns };
}
