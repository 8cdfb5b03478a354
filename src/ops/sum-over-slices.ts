import { elementCount } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { storedShape } from '../graph/tensor-type.ts';
import type { NoAttributes } from './elementwise.ts';

/** The sum of a value over the slices of a batch; in a graph that is not taken slice by slice, the value itself. */
export const sumOverSlicesOp = defineOp<NoAttributes>({
  name: 'sumOverSlices',
  // Though it is: what is added up between slices is not packed with other updates.
  elementwise: false,
  infer: ([x]) => [x!],
  // For a single slice; `nestSlices` puts what the slices before have come to in place of the zeros.
  lower: ({ inputs: [x], inputTypes: [type], emit }) => {
    const shape = storedShape(type!) as readonly number[];
    const zeros = emit.constant('float32', shape, new Float32Array(elementCount(shape)));
    return [emit.node('Add', [zeros, x!])];
  },
  grad: null,
  reference: ({ inputs: [x] }) => [x!],
});

/** The sum of `x`, float32 of any shape, over so many slices of a batch; see `nestSlices`. */
export function overSlices(x: Value, slices: number): Value {
  return slices === 1 ? x : applyOp(sumOverSlicesOp, [x], {});
}
