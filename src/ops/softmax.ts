import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { NoAttributes } from './elementwise.ts';
import { logSoftmaxRows } from './log-softmax.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { subtract } from './subtract.ts';

/** exp(x) divided by its sum over the last axis. */
export const softmaxOp = defineOp<NoAttributes>({
  name: 'softmax',
  elementwise: false,
  infer: ([x]) => [x!],
  lower: ({ inputs, emit }) => [emit.node('Softmax', inputs, { axis: { int: -1 } })],
  grad: ({ outputs: [y], outputGradients: [dy] }) => {
    const weighted = multiply(dy!, y!);
    const total = reduceSum(weighted, { axes: [y!.shape.length - 1], keepDims: true });
    return [subtract(weighted, multiply(y!, total))];
  },
  reference: ({ inputs: [x] }) => [ndArray(x!.shape, logSoftmaxRows(x!).data.map(Math.exp))],
});

/** Probabilities from logits, over the last axis: positive and with sum 1. */
export function softmax(x: Value): Value {
  return applyOp(softmaxOp, [x], {});
}
