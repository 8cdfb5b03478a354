import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';

/** 1 where x is at least 0, else 0. */
export const notNegativeOp = defineUnary({
  name: 'notNegative',
  // clip(3e38·x + 1, 0, 1), as in `step`.
  onnx: 'HardSigmoid',
  onnxAttributes: { alpha: { float: 3e38 }, beta: { float: 1 } },
  evaluate: (x) => (x >= 0 ? 1 : 0),
  grad: null,
});

/** 1 where x is at least 0, else 0. Element by element; any shape. */
export function notNegative(x: Value): Value {
  return applyOp(notNegativeOp, [x], {});
}
