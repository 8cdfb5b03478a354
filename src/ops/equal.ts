import { applyOp, type Value } from '../graph/graph.ts';
import { defineBinary } from './elementwise.ts';

/** a = b, as booleans. */
export const equalOp = defineBinary({
  name: 'equal',
  onnx: 'Equal',
  result: 'bool',
  evaluate: (a, b) => (a === b ? 1 : 0),
  grad: null,
});

/** Whether a equals b, element by element, with broadcasting; a bool tensor. */
export function equal(a: Value, b: Value): Value {
  return applyOp(equalOp, [a, b], {});
}
