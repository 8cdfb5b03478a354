import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { formatShape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { slice } from './slice.ts';

export interface ConcatenateAttributes extends Readonly<Record<string, number>> {
  readonly axis: number;
}

/** Tensors one after another along an axis. */
export const concatenateOp = defineOp<ConcatenateAttributes>({
  name: 'concatenate',
  elementwise: false,
  infer: (inputs, { axis }) => {
    const [first] = inputs;
    let size = 0;
    for (const { shape, dtype } of inputs) {
      const fits =
        shape.length === first!.shape.length &&
        shape.every((dim, index) => index === axis || dim === first!.shape[index]);
      const dim = shape[axis];
      if (!fits || typeof dim !== 'number' || dtype !== first!.dtype) {
        const shapes = inputs.map((input) => formatShape(input.shape)).join(', ');
        throw new ShapeError(`concatenate: shapes ${shapes} differ outside axis ${axis}`);
      }
      size += dim;
    }
    return [
      tensorType(
        first!.dtype,
        first!.shape.map((dim, index) => (index === axis ? size : dim)),
      ),
    ];
  },
  lower: ({ inputs, attributes: { axis }, emit }) => [emit.node('Concat', inputs, { axis: { int: axis } })],
  grad: ({ inputs, attributes: { axis }, outputGradients: [dy] }) => {
    let start = 0;
    return inputs.map((input) => {
      const end = start + (input.shape[axis] as number);
      const part = slice(dy!, { axis, start, end });
      start = end;
      return part;
    });
  },
  reference: ({ inputs, attributes: { axis }, outputTypes: [type] }) => {
    const size = type!.shape[axis] as number;
    const shape = inputs[0]!.shape.map((dim, index) => (index === axis ? size : dim));
    const result = ndArray(shape);
    const outer = shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const width = result.data.length / outer;
    let offset = 0;
    for (const input of inputs) {
      const part = input.data.length / outer;
      for (let row = 0; row < outer; row++) {
        result.data.set(input.data.subarray(row * part, (row + 1) * part), row * width + offset);
      }
      offset += part;
    }
    return [result];
  },
});

/** `values` one after another along `axis`; the other sizes must agree. */
export function concatenate(values: readonly Value[], axis: number): Value {
  return values.length === 1 ? values[0]! : applyOp(concatenateOp, values, { axis });
}
