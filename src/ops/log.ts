import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { divide } from './divide.ts';

/** The natural logarithm. */
export const logOp = defineUnary({
  name: 'log',
  onnx: 'Log',
  evaluate: (x) => Math.log(x),
  grad: ({ inputs: [x], outputGradients: [dy] }) => divide(dy!, x!),
});

/** The natural logarithm. Element by element; any shape. */
export function log(x: Value): Value {
  return applyOp(logOp, [x], {});
}
