import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { tensorType } from '../../graph/tensor-type.ts';
import type { NoAttributes } from '../elementwise.ts';
import { reduceSumOp } from '../reduce-sum.ts';
import { emitChannelSum } from './nchwc.ts';

/** The sum of a blocked tensor over batch, height and width. */
const blockedChannelSumOp = defineOp<NoAttributes>({
  name: 'blockedChannelSum',
  elementwise: false,
  infer: ([x]) => [tensorType('float32', [x!.shape[1]!])],
  lower: ({ inputs: [x], inputTypes: [type], emit }) => [
    emitChannelSum(emit, x!, type!.shape as readonly number[]),
  ],
  grad: null,
  reference: (context) =>
    reduceSumOp.reference({ ...context, attributes: { axes: [0, 2, 3], keepDims: false } }),
});

/** The sum of blocked `x` [batch, channels, height, width] for each channel, as plain [channels]. */
export function blockedChannelSum(x: Value): Value {
  return applyOp(blockedChannelSumOp, [x], {});
}
