import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { formatShape, sameShape, type Dim, type Shape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';

export interface ReshapeAttributes extends Readonly<Record<string, readonly Dim[]>> {
  readonly shape: readonly Dim[];
}

/** The same elements in the same order under another shape. */
export const reshapeOp = defineOp<ReshapeAttributes>({
  name: 'reshape',
  elementwise: false,
  infer: ([x], { shape }) => {
    if (!sameElements(x!.shape, shape)) {
      throw new ShapeError(
        `reshape: ${formatShape(x!.shape)} and ${formatShape(shape)} differ in their elements`,
      );
    }
    return [tensorType(x!.dtype, shape)];
  },
  lower: ({ inputs, attributes: { shape }, emit }) => {
    const dims = shape.map((dim) => BigInt(typeof dim === 'string' ? -1 : dim));
    return [
      emit.node('Reshape', [inputs[0]!, emit.constant('int64', [dims.length], BigInt64Array.from(dims))]),
    ];
  },
  grad: ({ inputs: [x], outputGradients: [dy] }) => [reshape(dy!, x!.shape)],
  reference: ({ inputs: [x], outputTypes: [type] }) => {
    const fixed = type!.shape.filter((dim) => typeof dim === 'number').reduce((a, b) => a * b, 1);
    return [
      ndArray(
        type!.shape.map((dim) => (typeof dim === 'string' ? x!.data.length / fixed : dim)),
        x!.data,
      ),
    ];
  },
});

/** `x` under another shape with as many elements; at most one size may be symbolic, and then in both shapes. */
export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : applyOp(reshapeOp, [x], { shape: [...shape] });
}

function sameElements(a: Shape, b: Shape): boolean {
  const symbols = (shape: Shape) => shape.filter((dim) => typeof dim === 'string').join();
  const count = (shape: Shape) =>
    shape.reduce<number>((product, dim) => (typeof dim === 'string' ? product : product * dim), 1);
  return symbols(a) === symbols(b) && !symbols(a).includes(',') && count(a) === count(b);
}
