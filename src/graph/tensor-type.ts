import type { DType } from '../core/dtype.ts';
import { formatShape, type Shape } from '../core/shape.ts';

/**
 * How a tensor lies in memory. `plain` is row-major. `blocked` is the runtime's NCHWc layout: a logical
 * [batch, channels, height, width] stored as [batch, channels / block, height, width, block]. A blocked matrix
 * [rows, columns] is stored as an image whose pixels are the rows and whose channels are the columns. The shape of a type
 * is always the logical one.
 */
export type Layout = 'plain' | 'blocked';

/** What is known of a value before it is computed. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly layout: Layout;
}

export function tensorType(dtype: DType, shape: Shape, layout: Layout = 'plain'): TensorType {
  return { dtype, shape, layout };
}

/** `float32[64,128]`, with `@blocked` where the layout is not the plain one. */
export function formatType(type: TensorType): string {
  return `${type.dtype}${formatShape(type.shape)}${type.layout === 'plain' ? '' : '@blocked'}`;
}

/**
 * The columns of the image that stands for a matrix: enough for the runtime's kernels, few enough for short sums and for rows that
 * every thread can have some of.
 */
const [FEWEST_PIXELS, MOST_PIXELS] = [16, 32];

/** The shape by which the runtime knows a tensor: for a blocked matrix, that of the image which stands for it. */
export function storedShape({ shape, layout }: TensorType): Shape {
  if (layout === 'plain' || shape.length !== 2) return shape;
  const [rows, columns] = shape as [number, number];
  return [1, columns, ...imageOfRows(rows)];
}

/** Height and width of an image of so many pixels. */
export function imageOfRows(rows: number): readonly [height: number, width: number] {
  for (let width = MOST_PIXELS; width >= FEWEST_PIXELS; width--) {
    if (rows % width === 0) return [rows / width, width];
  }
  return [1, rows];
}
