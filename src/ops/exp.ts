import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { multiply } from './multiply.ts';

/** The exponential. */
export const expOp = defineUnary({
  name: 'exp',
  onnx: 'Exp',
  evaluate: (x) => Math.exp(x),
  grad: ({ outputs: [y], outputGradients: [dy] }) => multiply(dy!, y!),
});

/** The exponential. Element by element; any shape. */
export function exp(x: Value): Value {
  return applyOp(expOp, [x], {});
}
