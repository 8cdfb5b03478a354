import type { Emitter } from '../../graph/op.ts';
import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { NoAttributes } from '../elementwise.ts';
import { emitReshape } from '../emit-reshape.ts';
import { emitBlocked } from './nchwc.ts';

/** The same tensor in the plain layout. */
export const fromBlockedOp = defineOp<NoAttributes>({
  name: 'fromBlocked',
  elementwise: false,
  infer: ([x]) => [{ ...x!, layout: 'plain' }],
  lower: ({ inputs, inputTypes: [type], emit }) => {
    const shape = type!.shape as readonly number[];
    if (shape.length === 2) return [emitReshape(emit, emitPixels(emit, inputs[0]!, shape[1]!), shape)];
    return [emitBlocked(emit, 'ReorderOutput', inputs, { channels: { int: shape[1]! } })];
  },
  grad: null,
  reference: ({ inputs: [x] }) => [x!],
});

/** A blocked tensor in the plain layout. */
export function fromBlocked(x: Value): Value {
  return applyOp(fromBlockedOp, [x], {});
}

/** The elements of a blocked matrix as a plain one has them, but as an image [1, height, width, columns] of its rows. */
export function emitPixels(emit: Emitter, matrix: string, columns: number): string {
  return emitBlocked(emit, 'ReorderOutput', [matrix], {
    channels: { int: columns },
    channels_last: { int: 1 },
  });
}
