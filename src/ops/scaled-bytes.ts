import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { formatType, tensorType } from '../graph/tensor-type.ts';

export interface ScaledBytesAttributes extends Readonly<Record<string, number>> {
  readonly scale: number;
}

/** Bytes as float32, times a number, in one pass: the bits that a cast and a multiplication give. */
export const scaledBytesOp = defineOp<ScaledBytesAttributes>({
  name: 'scaledBytes',
  elementwise: false,
  infer: ([x]) => {
    if (x!.dtype !== 'uint8') throw new ShapeError(`scaledBytes: needs bytes; got ${formatType(x!)}`);
    return [tensorType('float32', x!.shape)];
  },
  lower: ({ inputs: [x], attributes: { scale }, emit }) => [
    emit.node('DequantizeLinear', [x!, emit.constant('float32', [], Float32Array.of(scale))]),
  ],
  // Bytes have no gradient.
  grad: null,
  reference: ({ inputs: [x], attributes: { scale } }) => [
    ndArray(
      x!.shape,
      x!.data.map((byte) => byte * scale),
    ),
  ],
});

/** `x`, bytes, as float32, times `scale`. */
export function scaledBytes(x: Value, scale: number): Value {
  return applyOp(scaledBytesOp, [x], { scale });
}
