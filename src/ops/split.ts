import { ShapeError } from '../core/errors.ts';
import { formatShape } from '../core/shape.ts';
import { defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { concatenate } from './concatenate.ts';
import { sliceOp } from './slice.ts';

export interface SplitAttributes extends Readonly<Record<string, number | readonly number[]>> {
  readonly axis: number;
  /** The size of each part along the axis. */
  readonly sizes: readonly number[];
}

/** All parts of a tensor along an axis, one after another. */
export const splitOp = defineOp<SplitAttributes>({
  name: 'split',
  elementwise: false,
  infer: ([x], { axis, sizes }) => {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total !== x!.shape[axis] || sizes.some((size) => size < 1)) {
      throw new ShapeError(
        `split: parts of ${sizes.join()} do not fill axis ${axis} of ${formatShape(x!.shape)}`,
      );
    }
    return sizes.map((size) =>
      tensorType(
        x!.dtype,
        x!.shape.map((dim, index) => (index === axis ? size : dim)),
      ),
    );
  },
  lower: ({ inputs, attributes: { axis, sizes }, emit }) =>
    emit.nodes(
      'Split',
      [inputs[0]!, emit.constant('int64', [sizes.length], BigInt64Array.from(sizes, BigInt))],
      { outputs: sizes.length, attributes: { axis: { int: axis } } },
    ),
  grad: ({ outputs, attributes: { axis }, outputGradients }) => [
    concatenate(
      outputs.map((output, index) => {
        const shape = output.shape as readonly number[];
        const size = shape.reduce((a, b) => a * b, 1);
        return outputGradients[index] ?? output.graph.constant('float32', shape, new Float32Array(size));
      }),
      axis,
    ),
  ],
  reference: ({ inputs, attributes: { axis, sizes }, outputTypes }) => {
    let start = 0;
    return sizes.flatMap((size, index) => {
      const attributes = { axis, start, end: start + size };
      start += size;
      return sliceOp.reference({ inputs, attributes, outputTypes: [outputTypes[index]!] });
    });
  },
});

/** `x` cut along `axis` into parts of the given sizes, which fill it. */
export function split(
  x: Value,
  options: { readonly axis: number; readonly sizes: readonly number[] },
): readonly Value[] {
  const { axis, sizes } = options;
  return sizes.length === 1 ? [x] : x.graph.apply(splitOp, [x], { axis, sizes: [...sizes] });
}
