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
  // All inputs one after another, and one transposition that moves the place of an input inside rows and columns.
  lower: ({ inputs, inputTypes: [type], attributes, emit }) => {
    const [batch, channels, height, width] = type!.shape as [number, number, number, number];
    const [down, across] = attributes.strides as [number, number];
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const joined = emit.node('Concat', inPlaces(emit, inputs, type!, attributes), { axis: { int: 1 } });
    const split = emit.node('Reshape', [joined, list(batch, down, across, channels, height, width)]);
    const woven = emit.node('Transpose', [split], { perm: { ints: [0, 3, 4, 1, 5, 2] } });
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

/** `values`, all [batch, channels, height, width], woven into [batch, channels, height · strides, width · strides]. */
export function interleave2d(values: readonly Value[], attributes: InterleaveAttributes): Value {
  return attributes.strides.every((stride) => stride === 1)
    ? values[0]!
    : applyOp(interleave2dOp, values, attributes);
}
