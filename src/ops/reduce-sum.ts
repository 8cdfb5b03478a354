import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import type { Shape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { broadcastTo } from './broadcast-to.ts';
import { emitColumnSums } from './column-sums.ts';
import { broadcastIndex } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { reshape } from './reshape.ts';

export interface ReduceAttributes extends Readonly<Record<string, boolean | readonly number[]>> {
  readonly axes: readonly number[];
  /** Whether reduced axes stay, with size 1. */
  readonly keepDims: boolean;
}

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  if (keepDims) return shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** The sum over some axes. */
export const reduceSumOp = defineOp<ReduceAttributes>({
  name: 'reduceSum',
  elementwise: false,
  infer: ([x], { axes, keepDims }) => {
    if (new Set(axes).size !== axes.length || axes.some((axis) => axis < 0 || axis >= x!.shape.length)) {
      throw new ShapeError(`reduceSum: axes [${axes.join()}] do not fit ${x!.shape.length} axes`);
    }
    return [tensorType(x!.dtype, reducedShape(x!.shape, axes, keepDims))];
  },
  lower: ({ inputs: [x], inputTypes: [type], attributes: { axes, keepDims }, emit }) => {
    const [rows] = type!.shape;
    const sumsColumns = type!.shape.length === 2 && axes.join() === '0' && !keepDims;
    if (sumsColumns && typeof rows === 'number' && type!.dtype === 'float32')
      return [emitColumnSums(emit, x!, rows)];
    const list = emit.constant('int64', [axes.length], BigInt64Array.from(axes, BigInt));
    return [emit.node('ReduceSum', [x!, list], { keepdims: { int: keepDims ? 1 : 0 } })];
  },
  grad: ({ inputs: [x], attributes: { axes }, outputGradients: [dy] }) => [
    broadcastTo(reshape(dy!, reducedShape(x!.shape, axes, true)), x!.shape),
  ],
  reference: ({ inputs: [x], attributes: { axes, keepDims } }) => {
    const kept = ndArray(reducedShape(x!.shape, axes, true) as readonly number[]);
    const target = broadcastIndex(kept.shape, x!.shape);
    for (let index = 0; index < x!.data.length; index++) kept.data[target(index)]! += x!.data[index]!;
    return [ndArray(reducedShape(x!.shape, axes, keepDims) as readonly number[], kept.data)];
  },
});

/** The sum of `x` over `axes` (from 0); reduced axes are dropped unless `keepDims`. */
export function reduceSum(
  x: Value,
  options: { readonly axes: readonly number[]; readonly keepDims?: boolean },
): Value {
  if (options.axes.length === 0) return x;
  return applyOp(reduceSumOp, [x], { axes: options.axes, keepDims: options.keepDims ?? false });
}

/** The mean of `x` over `axes` of fixed size; reduced axes are dropped unless `keepDims`. */
export function reduceMean(
  x: Value,
  options: { readonly axes: readonly number[]; readonly keepDims?: boolean },
): Value {
  const count = options.axes.reduce((product, axis) => product * (x.shape[axis] as number), 1);
  return multiply(reduceSum(x, options), 1 / count);
}
