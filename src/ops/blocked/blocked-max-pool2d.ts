import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { maxPool2dOp, maxPool2dType, type MaxPoolAttributes } from '../max-pool2d.ts';
import { emitBlocked } from './nchwc.ts';

/** Max-pooling of a blocked tensor. */
const blockedMaxPool2dOp = defineOp<MaxPoolAttributes>({
  name: 'blockedMaxPool2d',
  elementwise: false,
  infer: ([x], { size }) => [{ ...maxPool2dType(x!, size), layout: 'blocked' }],
  lower: ({ inputs, attributes: { size }, emit }) => [
    emitBlocked(emit, 'MaxPool', inputs, { kernel_shape: { ints: size }, strides: { ints: size } }),
  ],
  grad: null,
  reference: (context) => maxPool2dOp.reference(context),
});

/** `maxPool2d` in the blocked layout. */
export function blockedMaxPool2d(x: Value, attributes: MaxPoolAttributes): Value {
  return applyOp(blockedMaxPool2dOp, [x], attributes);
}
