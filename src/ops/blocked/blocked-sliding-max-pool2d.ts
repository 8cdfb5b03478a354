import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { poolOnnxAttributes, type PoolAttributes } from '../pool-geometry.ts';
import { slidingMaxPool2dOp } from '../sliding-max-pool2d.ts';
import { emitBlocked } from './nchwc.ts';

/** Max-pooling of a blocked tensor, wherever the windows stand. */
const blockedSlidingMaxPool2dOp = defineOp<PoolAttributes>({
  name: 'blockedSlidingMaxPool2d',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...slidingMaxPool2dOp.infer(inputs, attributes)[0]!, layout: 'blocked' }],
  lower: ({ inputs, attributes, emit }) => [
    emitBlocked(emit, 'MaxPool', inputs, poolOnnxAttributes(attributes)),
  ],
  grad: null,
  reference: (context) => slidingMaxPool2dOp.reference(context),
});

/** `slidingMaxPool2d` in the blocked layout. */
export function blockedSlidingMaxPool2d(x: Value, attributes: PoolAttributes): Value {
  return applyOp(blockedSlidingMaxPool2dOp, [x], attributes);
}
