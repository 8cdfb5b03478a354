import { ndArray, type NdArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { NoAttributes } from './elementwise.ts';
import { exp } from './exp.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { subtract } from './subtract.ts';

/** The logarithm of softmax over the last axis, computed without overflow. */
export const logSoftmaxOp = defineOp<NoAttributes>({
  name: 'logSoftmax',
  elementwise: false,
  infer: ([x]) => [x!],
  lower: ({ inputs, emit }) => [emit.node('LogSoftmax', inputs, { axis: { int: -1 } })],
  // The softmax as the exponential of what is there already: the runtime's own goes row by row and takes longer.
  grad: ({ outputs: [y], outputGradients: [dy] }) => {
    const total = reduceSum(dy!, { axes: [y!.shape.length - 1], keepDims: true });
    return [subtract(dy!, multiply(exp(y!), total))];
  },
  reference: ({ inputs: [x] }) => [logSoftmaxRows(x!)],
});

/** Log-probabilities from logits, over the last axis. */
export function logSoftmax(x: Value): Value {
  return applyOp(logSoftmaxOp, [x], {});
}

/** The reference: x − max − log Σ exp(x − max), row by row over the last axis. */
export function logSoftmaxRows(x: NdArray): NdArray {
  const width = x.shape.at(-1)!;
  const result = ndArray(x.shape);
  const { data } = x;
  for (let start = 0; start < data.length; start += width) {
    const end = start + width;
    let top = -Infinity;
    for (let index = start; index < end; index++) top = Math.max(top, data[index]!);
    let sum = 0;
    for (let index = start; index < end; index++) sum += Math.exp(data[index]! - top);
    const offset = top + Math.log(sum);
    for (let index = start; index < end; index++) result.data[index] = data[index]! - offset;
  }
  return result;
}
