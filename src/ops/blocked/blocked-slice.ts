import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { storedShape } from '../../graph/tensor-type.ts';
import { sliceOp, type SliceAttributes } from '../slice.ts';

/** A part of the rows or of the columns of blocked images, or whole blocks of the channels of images or the columns of a matrix. */
const blockedSliceOp = defineOp<SliceAttributes>({
  name: 'blockedSlice',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...sliceOp.infer(inputs, attributes)[0]!, layout: 'blocked' }],
  // What stands behind one index of the axis is contiguous: a column is one block, a row is its columns, a channel of a
  // block is the block's plane divided among its channels.
  lower: ({
    inputs: [x],
    inputTypes: [type],
    outputTypes: [part],
    attributes: { axis, start, end },
    emit,
  }) => {
    const [, channels, height, width] = storedShape(type!) as [number, number, number, number];
    const length = { 1: height * width, 2: width * emit.blockSize, 3: emit.blockSize }[axis]!;
    const size = { 1: channels, 2: height, 3: width }[axis]!;
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const lines = emit.node('Reshape', [x!, list(-1, size * length)]);
    const slice = emit.node('Slice', [lines, list(start * length), list(end * length), list(1)]);
    return [emit.node('Reshape', [slice, list(...(storedShape(part!) as readonly number[]))])];
  },
  grad: null,
  reference: (context) => sliceOp.reference(context),
});

/** `slice` in the blocked layout, along any axis but the first; along the second from block to block. */
export function blockedSlice(x: Value, attributes: SliceAttributes): Value {
  return applyOp(blockedSliceOp, [x], attributes);
}
