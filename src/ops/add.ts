import { applyOp, type Value } from '../graph/graph.ts';
import { defineBinary } from './elementwise.ts';
import { operand, type Operand } from './operand.ts';
import { sumTo } from './sum-to.ts';

/** a + b. */
export const addOp = defineBinary({
  name: 'add',
  onnx: 'Add',
  evaluate: (a, b) => a + b,
  grad: ({ inputs: [a, b], outputGradients: [dy] }) => [sumTo(dy!, a!.shape), sumTo(dy!, b!.shape)],
});

/** a + b, element by element, with broadcasting. */
export function add(a: Value, b: Operand): Value {
  return applyOp(addOp, [a, operand(a, b)], {});
}
