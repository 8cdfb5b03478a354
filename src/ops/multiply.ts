import { applyOp, type Value } from '../graph/graph.ts';
import { defineBinary } from './elementwise.ts';
import { operand, type Operand } from './operand.ts';
import { sumTo } from './sum-to.ts';

/** a · b. */
export const multiplyOp = defineBinary({
  name: 'multiply',
  onnx: 'Mul',
  evaluate: (a, b) => a * b,
  grad: ({ inputs: [a, b], outputGradients: [dy] }) => [
    sumTo(multiply(dy!, b!), a!.shape),
    sumTo(multiply(dy!, a!), b!.shape),
  ],
});

/** a · b, element by element, with broadcasting. */
export function multiply(a: Value, b: Operand): Value {
  return applyOp(multiplyOp, [a, operand(a, b)], {});
}
