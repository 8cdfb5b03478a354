import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { formatShape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';

export interface StridedSliceAttributes extends Readonly<Record<string, readonly number[]>> {
  /** The first element that is taken: row, column. */
  readonly first: readonly number[];
  /** The distance from one to the next. */
  readonly steps: readonly number[];
  /** How many rows and columns. */
  readonly counts: readonly number[];
}

/** Rows and columns at equal distances. */
export const stridedSlice2dOp = defineOp<StridedSliceAttributes>({
  name: 'stridedSlice2d',
  elementwise: false,
  infer: ([x], { first, steps, counts }) => {
    const fits = counts.every((count, axis) => {
      const last = first[axis]! + (count - 1) * steps[axis]!;
      return count > 0 && first[axis]! >= 0 && last < (x!.shape[axis + 2] as number);
    });
    if (x!.shape.length !== 4 || !fits) {
      throw new ShapeError(
        `stridedSlice2d: ${counts.join(' by ')} from [${first.join()}] in steps of [${steps.join()}] is outside ${formatShape(x!.shape)}`,
      );
    }
    return [tensorType('float32', [...x!.shape.slice(0, 2), ...counts])];
  },
  lower: ({ inputs, attributes, emit }) => {
    const list = (numbers: readonly number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const { first, steps } = attributes;
    return [emit.node('Slice', [inputs[0]!, list(first), list(ends(attributes)), list([2, 3]), list(steps)])];
  },
  // Only made by gradients.
  grad: null,
  reference: ({ inputs: [x], attributes: { first, steps, counts } }) => {
    const [batch, channels, height, width] = x!.shape as [number, number, number, number];
    const [rows, columns] = counts as [number, number];
    const y = ndArray([batch, channels, rows, columns]);
    y.data.forEach((_, index) => {
      const row = first[0]! + (Math.floor(index / columns) % rows) * steps[0]!;
      const column = first[1]! + (index % columns) * steps[1]!;
      y.data[index] = x!.data[(Math.floor(index / (rows * columns)) * height + row) * width + column]!;
    });
    return [y];
  },
});

/** Where the slice ends: one after the last row and column. */
export function ends({ first, steps, counts }: StridedSliceAttributes): number[] {
  return first.map((start, axis) => start + (counts[axis]! - 1) * steps[axis]! + 1);
}

/** The rows and columns of `x` [batch, channels, height, width] that the attributes name: [batch, channels, ...counts]. */
export function stridedSlice2d(x: Value, attributes: StridedSliceAttributes): Value {
  const all = attributes.counts.every((count, axis) => count === x.shape[axis + 2]);
  return all ? x : applyOp(stridedSlice2dOp, [x], attributes);
}
