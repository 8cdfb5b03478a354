import { ndArray, type NdArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { NoAttributes } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduce-sum.ts';
import { softmax } from './softmax.ts';
import { subtract } from './subtract.ts';

/** The logarithm of softmax over the last axis, computed without overflow. */
export const logSoftmaxOp = defineOp<NoAttributes>({
  name: 'logSoftmax',
  elementwise: false,
  infer: ([x]) => [x!],
  lower: ({ inputs, emit }) => [emit.node('LogSoftmax', inputs, { axis: { int: -1 } })],
  grad: ({ inputs: [x], outputGradients: [dy] }) => {
    const total = reduceSum(dy!, { axes: [x!.shape.length - 1], keepDims: true });
    return [subtract(dy!, multiply(softmax(x!), total))];
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
  for (let start = 0; start < x.data.length; start += width) {
    const row = x.data.subarray(start, start + width);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const offset = top + Math.log(row.reduce((sum, element) => sum + Math.exp(element - top), 0));
    row.forEach((element, index) => (result.data[start + index] = element - offset));
  }
  return result;
}
