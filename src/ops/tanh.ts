import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** The hyperbolic tangent. */
export const tanhOp = defineUnary({
  name: 'tanh',
  onnx: 'Tanh',
  evaluate: (x) => Math.tanh(x),
  grad: ({ outputs: [y], outputGradients: [dy] }) => subtract(dy!, multiply(dy!, multiply(y!, y!))),
});

/** The hyperbolic tangent. Element by element; any shape. */
export function tanh(x: Value): Value {
  return applyOp(tanhOp, [x], {});
}
