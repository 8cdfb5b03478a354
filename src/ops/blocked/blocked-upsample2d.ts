import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import { upsample2dOp, type UpsampleAttributes } from '../upsample2d.ts';
import { emitBlocked } from './nchwc.ts';

/** Repeated rows and columns of a blocked tensor. */
const blockedUpsample2dOp = defineOp<UpsampleAttributes>({
  name: 'blockedUpsample2d',
  elementwise: false,
  infer: (inputs, attributes) => [{ ...upsample2dOp.infer(inputs, attributes)[0]!, layout: 'blocked' }],
  lower: ({ inputs, attributes: { size }, emit }) => [
    emitBlocked(emit, 'Upsample', inputs, { scales: { ints: [1, 1, ...size] } }),
  ],
  grad: null,
  reference: (context) => upsample2dOp.reference(context),
});

/** `upsample2d` in the blocked layout. */
export function blockedUpsample2d(x: Value, attributes: UpsampleAttributes): Value {
  return applyOp(blockedUpsample2dOp, [x], attributes);
}
