import { ndArray } from '../../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { emitColumnSums } from '../column-sums.ts';
import type { NoAttributes } from '../elementwise.ts';

/** The sum of the images of a blocked batch. */
const blockedBatchSumOp = defineOp<NoAttributes>({
  name: 'blockedBatchSum',
  elementwise: false,
  infer: ([x]) => [{ ...x!, shape: [1, ...x!.shape.slice(1)] }],
  lower: ({ inputs: [x], inputTypes: [type], emit }) => {
    const [batch, ...image] = type!.shape as [number, ...number[]];
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
    const rows = emit.node('Reshape', [x!, list(batch, -1)]);
    return [emit.node('Reshape', [emitColumnSums(emit, rows, batch), list(1, ...image)])];
  },
  grad: null,
  reference: ({ inputs: [x] }) => {
    const sum = ndArray([1, ...x!.shape.slice(1)]);
    x!.data.forEach((element, index) => (sum.data[index % sum.data.length]! += element));
    return [sum];
  },
});

/** The sum of blocked `x` [batch, channels, height, width] over the batch, as blocked [1, channels, height, width]. */
export function blockedBatchSum(x: Value): Value {
  return applyOp(blockedBatchSumOp, [x], {});
}
