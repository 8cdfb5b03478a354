import type { DType } from '../core/dtype.ts';
import { formatShape, type Shape } from '../core/shape.ts';

/**
 * How a tensor lies in memory. `plain` is row-major. `blocked` is the runtime's NCHWc layout: a logical
 * [batch, channels, height, width] stored as [batch, channels / block, height, width, block]. The shape of a type is
 * always the logical one.
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
