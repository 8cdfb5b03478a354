import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { storedShape, tensorType } from '../../graph/tensor-type.ts';
import type { NoAttributes } from '../elementwise.ts';
import { reduceSumOp } from '../reduce-sum.ts';
import { emitChannelSum } from './nchwc.ts';

/** The sum of a blocked tensor over batch, height and width. */
const blockedChannelSumOp = defineOp<NoAttributes>({
  name: 'blockedChannelSum',
  elementwise: false,
  infer: ([x]) => [tensorType('float32', [x!.shape[1]!])],
  lower: ({ inputs: [x], inputTypes: [type], emit }) => [
    emitChannelSum(emit, x!, storedShape(type!) as readonly number[]),
  ],
  grad: null,
  reference: (context) => {
    const axes = context.inputs[0]!.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    return reduceSumOp.reference({ ...context, attributes: { axes, keepDims: false } });
  },
});

/** The sum of blocked `x` for each channel of [batch, channels, height, width] or each column of a matrix, as a plain vector. */
export function blockedChannelSum(x: Value): Value {
  return applyOp(blockedChannelSumOp, [x], {});
}
