import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { emitBlocked } from './nchwc.ts';
import { ends, stridedSlice2dOp, type StridedSliceAttributes } from '../strided-slice2d.ts';

/** Rows and columns of a blocked tensor at equal distances. */
const blockedStridedSlice2dOp = defineOp<StridedSliceAttributes>({
  name: 'blockedStridedSlice2d',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...stridedSlice2dOp.infer(inputs, attributes)[0]!, layout: 'blocked' }],
  lower: ({ inputs: [x], inputTypes: [type], outputTypes: [part], attributes, emit }) => {
    const [, , height, width] = type!.shape as [number, number, number, number];
    const list = (numbers: readonly number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const { first, steps, counts } = attributes;
    const all = counts.every((count, axis) => count === Math.ceil([height, width][axis]! / steps[axis]!));
    // The mean of one pixel each: this kernel uses all threads, Slice one.
    if (all && first.every((place) => place === 0)) {
      const window = { kernel_shape: { ints: [1, 1] }, strides: { ints: steps } };
      return [emitBlocked(emit, 'AveragePool', [x!], window)];
    }
    const planes = emit.node('Reshape', [x!, list([-1, height, width, emit.blockSize])]);
    const slice = emit.node('Slice', [
      planes,
      list(first),
      list(ends(attributes)),
      list([1, 2]),
      list(steps),
    ]);
    return [emit.node('Reshape', [slice, list(part!.shape as readonly number[])])];
  },
  grad: null,
  reference: (context) => stridedSlice2dOp.reference(context),
});

/** `stridedSlice2d` in the blocked layout. */
export function blockedStridedSlice2d(x: Value, attributes: StridedSliceAttributes): Value {
  return applyOp(blockedStridedSlice2dOp, [x], attributes);
}
