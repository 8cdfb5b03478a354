import { ShapeError } from './errors.ts';

/** The size of one axis; a text is a size that is known only when the graph runs, such as `batch`. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** `[64,28,28,1]`, or `[batch,10]` with a symbolic size. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** The shape as numbers; raises where a size is symbolic. `what` names the value in the message. */
export function staticShape(shape: Shape, what: string): readonly number[] {
  for (const dim of shape) {
    if (typeof dim === 'string') {
      throw new ShapeError(`${what}: needs a fixed shape; got ${formatShape(shape)}`, { value: shape });
    }
  }
  return shape as readonly number[];
}

/** The number of elements of a fixed shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, dim) => count * dim, 1);
}

/** Row-major strides, in elements. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The shape that two shapes broadcast to by NumPy's rule; raises, naming `what`, where they do not. */
export function broadcastShapes(a: Shape, b: Shape, what: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const dimA = a[axis - rank + a.length] ?? 1;
    const dimB = b[axis - rank + b.length] ?? 1;
    if (dimA === dimB || dimB === 1) return dimA;
    if (dimA === 1) return dimB;
    throw new ShapeError(`${what}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`, {
      value: [a, b],
      expected: 'sizes that are equal or 1, aligned from the last axis',
    });
  });
}
