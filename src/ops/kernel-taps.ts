import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';

export interface KernelTapsAttributes extends Readonly<Record<string, readonly number[]>> {
  /** The first tap: vertical, horizontal. */
  readonly first: readonly number[];
  /** The distance from one tap to the next. */
  readonly steps: readonly number[];
  /** How many taps. */
  readonly counts: readonly number[];
}

/** Some of the taps of a kernel, at equal distances. */
export const kernelTapsOp = defineOp<KernelTapsAttributes>({
  name: 'kernelTaps',
  elementwise: false,
  infer: ([kernel], { counts }) => [tensorType('float32', [...kernel!.shape.slice(0, 2), ...counts])],
  lower: ({ inputs, attributes: { first, steps, counts }, emit }) => {
    const list = (numbers: readonly number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const ends = first.map((start, axis) => start + (counts[axis]! - 1) * steps[axis]! + 1);
    return [emit.node('Slice', [inputs[0]!, list(first), list(ends), list([2, 3]), list(steps)])];
  },
  // Only made by gradients.
  grad: null,
  reference: ({ inputs: [kernel], attributes: { first, steps, counts } }) => {
    const [filters, channels, height, width] = kernel!.shape as [number, number, number, number];
    const [rows, columns] = counts as [number, number];
    const taps = ndArray([filters, channels, rows, columns]);
    taps.data.forEach((_, index) => {
      const row = first[0]! + (Math.floor(index / columns) % rows) * steps[0]!;
      const column = first[1]! + (index % columns) * steps[1]!;
      taps.data[index] =
        kernel!.data[(Math.floor(index / (rows * columns)) * height + row) * width + column]!;
    });
    return [taps];
  },
});

/** The taps of `kernel` [filters, channels, height, width] that the attributes name: [filters, channels, ...counts]. */
export function kernelTaps(kernel: Value, attributes: KernelTapsAttributes): Value {
  const all = attributes.counts.every((count, axis) => count === kernel.shape[axis + 2]);
  return all ? kernel : applyOp(kernelTapsOp, [kernel], attributes);
}
