import { ShapeError } from '../core/errors.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { rowMajorStrides } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';

export interface TransposeAttributes extends Readonly<Record<string, readonly number[]>> {
  /** Output axis i is input axis permutation[i]. */
  readonly permutation: readonly number[];
}

/** Axes in another order. */
export const transposeOp = defineOp<TransposeAttributes>({
  name: 'transpose',
  elementwise: false,
  infer: ([x], { permutation }) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== x!.shape.length || sorted.some((axis, index) => axis !== index)) {
      throw new ShapeError(`transpose: [${permutation.join()}] is no order of ${x!.shape.length} axes`);
    }
    return [
      tensorType(
        x!.dtype,
        permutation.map((axis) => x!.shape[axis]!),
      ),
    ];
  },
  lower: ({ inputs, attributes, emit }) => [
    emit.node('Transpose', inputs, { perm: { ints: attributes.permutation } }),
  ],
  grad: ({ attributes: { permutation }, outputGradients: [dy] }) => {
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [transpose(dy!, inverse)];
  },
  reference: ({ inputs: [x], attributes: { permutation } }) => [transposeArray(x!, permutation)],
});

/** `x` with output axis i taken from input axis `permutation[i]`. */
export function transpose(x: Value, permutation: readonly number[]): Value {
  return applyOp(transposeOp, [x], { permutation });
}

function transposeArray(x: NdArray, permutation: readonly number[]): NdArray {
  const result = ndArray(permutation.map((axis) => x.shape[axis]!));
  const strides = rowMajorStrides(x.shape);
  const outStrides = rowMajorStrides(result.shape);
  for (let index = 0; index < result.data.length; index++) {
    let source = 0;
    for (let axis = 0; axis < permutation.length; axis++) {
      source += (Math.floor(index / outStrides[axis]!) % result.shape[axis]!) * strides[permutation[axis]!]!;
    }
    result.data[index] = x.data[source]!;
  }
  return result;
}
