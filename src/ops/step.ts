import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';

/** 1 where x is positive, else 0. */
export const stepOp = defineUnary({
  name: 'step',
  // clip(3e38·x, 0, 1): the runtime's comparisons are several times slower, and every normal float32 is 0 or ≥ 1 here.
  onnx: 'HardSigmoid',
  onnxAttributes: { alpha: { float: 3e38 }, beta: { float: 0 } },
  evaluate: (x) => (x > 0 ? 1 : 0),
  grad: null,
});

/** 1 where x is positive, else 0. Element by element; any shape. */
export function step(x: Value): Value {
  return applyOp(stepOp, [x], {});
}
