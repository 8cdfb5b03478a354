import { applyOp, type Value } from '../graph/graph.ts';
import { defineBinary } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { operand, type Operand } from './operand.ts';
import { sumTo } from './sum-to.ts';

/** a − b. */
export const subtractOp = defineBinary({
  name: 'subtract',
  onnx: 'Sub',
  evaluate: (a, b) => a - b,
  grad: ({ inputs: [a, b], outputGradients: [dy] }) => [
    sumTo(dy!, a!.shape),
    multiply(sumTo(dy!, b!.shape), -1),
  ],
});

/** a − b, element by element, with broadcasting. */
export function subtract(a: Value, b: Operand): Value {
  return applyOp(subtractOp, [a, operand(a, b)], {});
}
