import type { Emitter } from '../graph/op.ts';

/** `x` in another shape. */
export function emitReshape(emit: Emitter, x: string, shape: readonly number[]): string {
  const sizes = emit.constant('int64', [shape.length], BigInt64Array.from(shape, BigInt));
  return emit.node('Reshape', [x, sizes]);
}
