import { applyOp, type Value } from '../graph/graph.ts';
import { defineBinary } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { operand, type Operand } from './operand.ts';
import { sumTo } from './sum-to.ts';

/** a / b. */
export const divideOp = defineBinary({
  name: 'divide',
  onnx: 'Div',
  evaluate: (a, b) => a / b,
  grad: ({ inputs: [a, b], outputs: [y], outputGradients: [dy] }) => {
    const da = divide(dy!, b!);
    return [sumTo(da, a!.shape), multiply(sumTo(multiply(da, y!), b!.shape), -1)];
  },
});

/** a / b, element by element, with broadcasting. */
export function divide(a: Value, b: Operand): Value {
  return applyOp(divideOp, [a, operand(a, b)], {});
}
