import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { formatType, tensorType } from '../graph/tensor-type.ts';
import type { NoAttributes } from './elementwise.ts';

/** Rows of a tensor by index along its first axis. */
export const gatherOp = defineOp<NoAttributes>({
  name: 'gather',
  elementwise: false,
  infer: ([x, indices]) => {
    if (
      x!.shape.length === 0 ||
      indices!.shape.length !== 1 ||
      !['int32', 'int64'].includes(indices!.dtype)
    ) {
      throw new ShapeError(
        `gather: needs rows and a list of whole numbers; got ${formatType(x!)} and ${formatType(indices!)}`,
      );
    }
    return [tensorType(x!.dtype, [indices!.shape[0]!, ...x!.shape.slice(1)])];
  },
  lower: ({ inputs, emit }) => [emit.node('Gather', inputs)],
  // Only data and labels are gathered, which need no gradient.
  grad: null,
  reference: ({ inputs: [x, indices] }) => {
    const width = x!.data.length / x!.shape[0]!;
    const result = ndArray([indices!.data.length, ...x!.shape.slice(1)]);
    indices!.data.forEach((row, index) => {
      result.data.set(x!.data.subarray(row * width, (row + 1) * width), index * width);
    });
    return [result];
  },
});

/** The rows `indices` [n] of `x` [count, ...], as [n, ...]. */
export function gather(x: Value, indices: Value): Value {
  return applyOp(gatherOp, [x, indices], {});
}
