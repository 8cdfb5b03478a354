import { sameShape, type Shape } from '../core/shape.ts';
import type { Value } from '../graph/graph.ts';
import { reduceSum } from './reduce-sum.ts';
import { reshape } from './reshape.ts';

/** Sums `x` over the axes along which `shape` was broadcast to the shape of `x`: the gradient of broadcasting. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const offset = x.shape.length - shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < offset || shape[axis - offset] !== x.shape[axis]);
  return reshape(reduceSum(x, { axes, keepDims: false }), shape);
}
