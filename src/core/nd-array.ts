import { elementCount } from './shape.ts';

/** A tensor in float64, row-major: what reference evaluations compute with, whatever the dtype in the graph. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** An array of the shape, filled with zeros or with `data` (copied). */
export function ndArray(shape: readonly number[], data?: ArrayLike<number>): NdArray {
  const array = { shape: [...shape], data: new Float64Array(elementCount(shape)) };
  if (data) array.data.set(data);
  return array;
}
