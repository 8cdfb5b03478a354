import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';

/** The square root. */
export const squareRootOp = defineUnary({
  name: 'squareRoot',
  onnx: 'Sqrt',
  evaluate: (x) => Math.sqrt(x),
  grad: ({ outputs: [y], outputGradients: [dy] }) => divide(dy!, multiply(y!, 2)),
});

/** The square root. Element by element; any shape. */
export function squareRoot(x: Value): Value {
  return applyOp(squareRootOp, [x], {});
}
