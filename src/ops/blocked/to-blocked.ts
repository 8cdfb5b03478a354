import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { NoAttributes } from '../elementwise.ts';
import { emitBlocked } from './nchwc.ts';

/** The same tensor in the blocked layout. */
const toBlockedOp = defineOp<NoAttributes>({
  name: 'toBlocked',
  elementwise: false,
  infer: ([x]) => [{ ...x!, layout: 'blocked' }],
  lower: ({ inputs, emit }) => [emitBlocked(emit, 'ReorderInput', inputs)],
  // Layouts are assigned after differentiation.
  grad: null,
  reference: ({ inputs: [x] }) => [x!],
});

/** `x` [batch, channels, height, width], whose channels fill whole blocks, in the blocked layout. */
export function toBlocked(x: Value): Value {
  return applyOp(toBlockedOp, [x], {});
}
