import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { Emitter } from '../graph/op.ts';
import { tensorType, type TensorType } from '../graph/tensor-type.ts';

export interface InterleaveAttributes extends Readonly<Record<string, readonly number[]>> {
  /** Vertical and horizontal distance between neighbours of one input in the output. */
  readonly strides: readonly number[];
  /** Where each input's first element stands, row · horizontal stride + column; every other place is zero. */
  readonly places: readonly number[];
}

/** Images woven into one: the rows and columns of each stand `strides` apart in the output. */
export const interleave2dOp = defineOp<InterleaveAttributes>({
  name: 'interleave2d',
  elementwise: false,
  infer: ([first], attributes) => [interleavedType(first!, attributes)],
  // Rows of one tensor behind those of another are woven as they are; columns need a transposition of two axes, which is
  // much faster in the runtime than one of six.
  lower: ({ inputs, inputTypes: [type], attributes, emit }) => {
    const [batch, channels, height, width] = type!.shape as [number, number, number, number];
    const [down, across] = attributes.strides as [number, number];
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const places = inPlaces(emit, inputs, type!, attributes);
    const rows = Array.from({ length: down }, (_, row) => {
      const joined = sideBySide(emit, places.slice(row * across, (row + 1) * across), width);
      if (across === 1) return joined;
      const lines = emit.node('Reshape', [joined, list(-1, across, width)]);
      return emit.node('Transpose', [lines], { perm: { ints: [0, 2, 1] } });
    });
    const woven = sideBySide(emit, rows, width * across);
    return [emit.node('Reshape', [woven, list(batch, channels, height * down, width * across)])];
  },
  // Only made by gradients.
  grad: null,
  reference: ({ inputs, attributes, outputTypes: [type] }) => {
    const [down, across] = attributes.strides as [number, number];
    const y = ndArray(type!.shape as number[]);
    const outWidth = y.shape[3]!;
    inputs.forEach(({ shape, data }, input) => {
      const place = attributes.places[input]!;
      const width = shape[3]!;
      data.forEach((element, index) => {
        const row = Math.floor(index / width) * down + Math.floor(place / across);
        y.data[row * outWidth + (index % width) * across + (place % across)] = element;
      });
    });
    return [y];
  },
});

/** The type that weaving gives; shared with its blocked form. */
export function interleavedType(first: TensorType, { strides }: InterleaveAttributes): TensorType {
  const [batch, channels, height, width] = first.shape as [number, number, number, number];
  return tensorType('float32', [batch, channels, height * strides[0]!, width * strides[1]!]);
}

/** A tensor for every place in order, zeros where no input stands. */
export function inPlaces(
  emit: Emitter,
  inputs: readonly string[],
  { shape }: TensorType,
  { strides, places }: InterleaveAttributes,
): string[] {
  const sizes = shape as readonly number[];
  const zeros = () => emit.constant('float32', sizes, new Float32Array(sizes.reduce((a, b) => a * b, 1)));
  return Array.from({ length: strides[0]! * strides[1]! }, (_, place) => {
    const input = places.indexOf(place);
    return input === -1 ? zeros() : inputs[input]!;
  });
}

/** Pieces of `length` elements, one of each tensor in turn, as rows. */
export function sideBySide(emit: Emitter, names: readonly string[], length: number): string {
  if (names.length === 1) return names[0]!;
  const shape = emit.constant('int64', [2], BigInt64Array.of(-1n, BigInt(length)));
  const pieces = names.map((name) => emit.node('Reshape', [name, shape]));
  return emit.node('Concat', pieces, { axis: { int: 1 } });
}

/** `values`, all [batch, channels, height, width], woven into [batch, channels, height · strides, width · strides]. */
export function interleave2d(values: readonly Value[], attributes: InterleaveAttributes): Value {
  return attributes.strides.every((stride) => stride === 1)
    ? values[0]!
    : applyOp(interleave2dOp, values, attributes);
}
