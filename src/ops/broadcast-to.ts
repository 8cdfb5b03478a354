import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { broadcastShapes, formatShape, sameShape, staticShape, type Shape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { broadcastIndex } from './elementwise.ts';
import { sumTo } from './sum-to.ts';

export interface BroadcastAttributes extends Readonly<Record<string, readonly number[]>> {
  readonly shape: readonly number[];
}

/** Repeats a tensor along axes of size 1. */
export const broadcastToOp = defineOp<BroadcastAttributes>({
  name: 'broadcastTo',
  elementwise: false,
  infer: ([x], { shape }) => {
    if (!sameShape(broadcastShapes(x!.shape, shape, 'broadcastTo'), shape)) {
      throw new ShapeError(
        `broadcastTo: ${formatShape(x!.shape)} does not broadcast to ${formatShape(shape)}`,
      );
    }
    return [tensorType(x!.dtype, shape)];
  },
  lower: ({ inputs, attributes: { shape }, emit }) => [
    emit.node('Expand', [
      inputs[0]!,
      emit.constant('int64', [shape.length], BigInt64Array.from(shape.map(BigInt))),
    ]),
  ],
  grad: ({ inputs: [x], outputGradients: [dy] }) => [sumTo(dy!, x!.shape)],
  reference: ({ inputs: [x], attributes: { shape } }) => {
    const result = ndArray(shape);
    const source = broadcastIndex(x!.shape, shape);
    for (let index = 0; index < result.data.length; index++) result.data[index] = x!.data[source(index)]!;
    return [result];
  },
});

/** `x` repeated to a fixed shape by NumPy's broadcasting rule. */
export function broadcastTo(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape)
    ? x
    : applyOp(broadcastToOp, [x], { shape: staticShape(shape, 'broadcastTo') });
}
