import type { Emitter } from '../../graph/op.ts';
import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { NoAttributes } from '../elementwise.ts';
import { imageOfRows } from '../../graph/tensor-type.ts';
import { emitReshape } from '../emit-reshape.ts';
import { emitBlocked } from './nchwc.ts';

/** The same tensor in the blocked layout. */
export const toBlockedOp = defineOp<NoAttributes>({
  name: 'toBlocked',
  elementwise: false,
  infer: ([x]) => [{ ...x!, layout: 'blocked' }],
  lower: ({ inputs: [x], inputTypes: [type], emit }) => {
    const shape = type!.shape as readonly number[];
    if (shape.length !== 2) return [emitBlocked(emit, 'ReorderInput', [x!])];
    const pixels = emitReshape(emit, x!, [1, ...imageOfRows(shape[0]!), shape[1]!]);
    return [emitFromPixels(emit, pixels)];
  },
  // Layouts are assigned after differentiation.
  grad: null,
  reference: ({ inputs: [x] }) => [x!],
});

/** `x` [batch, channels, height, width] or [rows, columns], whose channels or columns fill whole blocks, in the blocked layout. */
export function toBlocked(x: Value): Value {
  return applyOp(toBlockedOp, [x], {});
}

/** The blocked matrix whose elements these are, as an image [1, height, width, columns] of its rows. */
export function emitFromPixels(emit: Emitter, pixels: string): string {
  return emitBlocked(emit, 'ReorderInput', [pixels], { channels_last: { int: 1 } });
}
