import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** The logistic function 1 / (1 + exp(−x)). */
export const sigmoidOp = defineUnary({
  name: 'sigmoid',
  onnx: 'Sigmoid',
  evaluate: (x) => 1 / (1 + Math.exp(-x)),
  grad: ({ outputs: [y], outputGradients: [dy] }) => multiply(dy!, subtract(y!, multiply(y!, y!))),
});

/** The logistic function 1 / (1 + exp(−x)). Element by element; any shape. */
export function sigmoid(x: Value): Value {
  return applyOp(sigmoidOp, [x], {});
}
