import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { NoAttributes } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { sigmoid } from './sigmoid.ts';

/** log(1 + exp(x)), computed without overflow. */
export const softplusOp = defineOp<NoAttributes>({
  name: 'softplus',
  elementwise: true,
  infer: ([x]) => [x!],
  // max(x, 0) + log(1 + exp(−|x|)): the runtime's own operator is several times slower.
  lower: ({ inputs: [x], emit }) => {
    const positive = emit.node('Relu', [x!]);
    const power = emit.node('Exp', [emit.node('Neg', [emit.node('Abs', [x!])])]);
    const one = emit.constant('float32', [], Float32Array.of(1));
    return [emit.node('Add', [positive, emit.node('Log', [emit.node('Add', [power, one])])])];
  },
  grad: ({ inputs: [x], outputGradients: [dy] }) => [multiply(dy!, sigmoid(x!))],
  reference: ({ inputs: [x] }) => [
    ndArray(
      x!.shape,
      x!.data.map((element) => Math.max(element, 0) + Math.log1p(Math.exp(-Math.abs(element)))),
    ),
  ],
});

/** log(1 + exp(x)). Element by element; any shape. */
export function softplus(x: Value): Value {
  return applyOp(softplusOp, [x], {});
}
