import { applyOp, type Value } from '../graph/graph.ts';
import { defineUnary } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { step } from './step.ts';
import { subtract } from './subtract.ts';

/** min(max(x / 6 + 1/2, 0), 1), whose gradient at the two kinks is 0. */
export const hardSigmoidOp = defineUnary({
  name: 'hardSigmoid',
  onnx: 'HardSigmoid',
  onnxAttributes: { alpha: { float: 1 / 6 }, beta: { float: 0.5 } },
  evaluate: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  grad: ({ outputs: [y], outputGradients: [dy] }) => {
    const between = step(subtract(y!, multiply(y!, y!)));
    return multiply(multiply(dy!, 1 / 6), between);
  },
});

/** min(max(x + 3, 0), 6) / 6. Element by element; any shape. */
export function hardSigmoid(x: Value): Value {
  return applyOp(hardSigmoidOp, [x], {});
}
