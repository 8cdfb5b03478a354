import type { DType } from '../core/dtype.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { onnxDType } from './onnx-dtype.ts';

export interface CastAttributes extends Readonly<Record<string, string>> {
  readonly to: DType;
}

/** The same numbers in another dtype. */
export const castOp = defineOp<CastAttributes>({
  name: 'cast',
  elementwise: false,
  infer: ([x], { to }) => [{ ...x!, dtype: to }],
  lower: ({ inputs, attributes: { to }, emit }) => [
    emit.node('Cast', inputs, { to: { int: onnxDType[to] } }),
  ],
  // Only whole numbers and booleans are cast here, and those have no gradient.
  grad: null,
  reference: ({ inputs: [x] }) => [x!],
});

/** `x` as another dtype, element by element. */
export function cast(x: Value, to: DType): Value {
  return x.type.dtype === to ? x : applyOp(castOp, [x], { to });
}
