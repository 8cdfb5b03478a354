import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { step } from './step.ts';

/** max(x, 0), whose gradient at 0 is 0. */
export const reluOp = defineUnary({
  name: 'relu',
  onnx: 'Relu',
  evaluate: (x) => Math.max(x, 0),
  grad: ({ outputs: [y], outputGradients: [dy] }) => multiply(dy!, step(y!)),
});

/** max(x, 0), whose gradient at 0 is 0. Element by element; any shape. */
export function relu(x: Value): Value {
  return applyOp(reluOp, [x], {});
}
