import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { averagePool2dOp } from '../average-pool2d.ts';
import { poolOnnxAttributes, type PoolAttributes } from '../pool-geometry.ts';
import { emitBlocked } from './nchwc.ts';

/** Average pooling of a blocked tensor. */
const blockedAveragePool2dOp = defineOp<PoolAttributes>({
  name: 'blockedAveragePool2d',
  elementwise: false,
  infer: ([x], attributes) => [
    { ...averagePool2dOp.infer([{ ...x!, layout: 'plain' }], attributes)[0]!, layout: 'blocked' },
  ],
  lower: ({ inputs, attributes, emit }) => [
    emitBlocked(emit, 'AveragePool', inputs, poolOnnxAttributes(attributes)),
  ],
  grad: null,
  reference: (context) => averagePool2dOp.reference(context),
});

/** `averagePool2d` in the blocked layout. */
export function blockedAveragePool2d(x: Value, attributes: PoolAttributes): Value {
  return applyOp(blockedAveragePool2dOp, [x], attributes);
}
