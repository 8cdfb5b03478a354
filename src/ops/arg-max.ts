import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import type { NoAttributes } from './elementwise.ts';

/** The index of the largest element over the last axis; the first where several are equal. */
export const argMaxOp = defineOp<NoAttributes>({
  name: 'argMax',
  elementwise: false,
  infer: ([x]) => [tensorType('int64', x!.shape.slice(0, -1))],
  lower: ({ inputs, emit }) => [emit.node('ArgMax', inputs, { axis: { int: -1 }, keepdims: { int: 0 } })],
  grad: null,
  reference: ({ inputs: [x] }) => {
    const width = x!.shape.at(-1)!;
    const result = ndArray(x!.shape.slice(0, -1));
    for (let row = 0; row < result.data.length; row++) {
      let best = 0;
      for (let column = 1; column < width; column++) {
        if (x!.data[row * width + column]! > x!.data[row * width + best]!) best = column;
      }
      result.data[row] = best;
    }
    return [result];
  },
});

/** The index of the largest element of each row of `x` [..., classes], as int64 [...]. */
export function argMax(x: Value): Value {
  return applyOp(argMaxOp, [x], {});
}
