import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { formatShape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { concatenate } from './concatenate.ts';

export interface SliceAttributes extends Readonly<Record<string, number>> {
  readonly axis: number;
  readonly start: number;
  /** The first index that is left out. */
  readonly end: number;
}

/** A contiguous part of one axis. */
export const sliceOp = defineOp<SliceAttributes>({
  name: 'slice',
  elementwise: false,
  infer: ([x], { axis, start, end }) => {
    const size = x!.shape[axis];
    if (typeof size !== 'number' || start < 0 || start >= end || end > size) {
      throw new ShapeError(`slice: ${start} to ${end} of axis ${axis} is outside ${formatShape(x!.shape)}`);
    }
    return [
      tensorType(
        x!.dtype,
        x!.shape.map((dim, index) => (index === axis ? end - start : dim)),
      ),
    ];
  },
  lower: ({ inputs, attributes: { axis, start, end }, emit }) => {
    const list = (number: number) => emit.constant('int64', [1], BigInt64Array.of(BigInt(number)));
    return [emit.node('Slice', [inputs[0]!, list(start), list(end), list(axis)])];
  },
  grad: ({ inputs: [x], attributes: { axis, start, end }, outputGradients: [dy] }) => {
    const zeros = (size: number) => {
      const shape = x!.shape.map((dim, index) => (index === axis ? size : dim)) as readonly number[];
      return x!.graph.constant('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
    };
    const parts = [dy!];
    if (start > 0) parts.unshift(zeros(start));
    if (end < (x!.shape[axis] as number)) parts.push(zeros((x!.shape[axis] as number) - end));
    return [concatenate(parts, axis)];
  },
  reference: ({ inputs: [x], attributes: { axis, start, end } }) => {
    const shape = x!.shape.map((dim, index) => (index === axis ? end - start : dim));
    const result = ndArray(shape);
    const inner = x!.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const outer = x!.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const length = (end - start) * inner;
    for (let row = 0; row < outer; row++) {
      const from = (row * x!.shape[axis]! + start) * inner;
      result.data.set(x!.data.subarray(from, from + length), row * length);
    }
    return [result];
  },
});

/** `x` from `start` up to, not including, `end` along `axis`. */
export function slice(
  x: Value,
  options: { readonly axis: number; readonly start: number; readonly end: number },
): Value {
  const { axis, start, end } = options;
  if (start === 0 && end === x.shape[axis]) return x;
  return applyOp(sliceOp, [x], { axis, start, end });
}
