import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { NoAttributes } from '../elementwise.ts';
import { emitBlocked } from './nchwc.ts';

/** The same tensor in the plain layout. */
const fromBlockedOp = defineOp<NoAttributes>({
  name: 'fromBlocked',
  elementwise: false,
  infer: ([x]) => [{ ...x!, layout: 'plain' }],
  lower: ({ inputs, inputTypes: [type], emit }) => [
    emitBlocked(emit, 'ReorderOutput', inputs, { channels: { int: type!.shape[1] as number } }),
  ],
  grad: null,
  reference: ({ inputs: [x] }) => [x!],
});

/** A blocked tensor in the plain layout. */
export function fromBlocked(x: Value): Value {
  return applyOp(fromBlockedOp, [x], {});
}
