import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { ndArray } from '../core/nd-array.ts';
import { Graph } from '../graph/graph.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { runOnCpu, testOp, type OpTest } from '../testing/test-op.ts';
import { maxPool2d } from './max-pool2d.ts';
import { multiply } from './multiply.ts';
import type { PoolAttributes } from './pool-geometry.ts';
import { reduceSum } from './reduce-sum.ts';

const tests: Record<string, OpTest> = {
  '3x3 in steps of 2, padded': {
    inputs: [{ shape: [2, 3, 6, 7], distinct: 0.01 }],
    build: (x) => maxPool2d(x, { size: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
  },
  '3x2 in steps of 1': {
    inputs: [{ shape: [2, 2, 5, 4], distinct: 0.01 }],
    build: (x) => maxPool2d(x, { size: [3, 2], strides: [1, 1] }),
  },
  'apart, with rows and columns left over': {
    inputs: [{ shape: [1, 2, 9, 10], distinct: 0.01 }],
    build: (x) => maxPool2d(x, { size: [2, 2], strides: [3, 4], pads: [0, 1, 1, 0] }),
  },
  '5x5 in steps of 2, padded below alone': {
    inputs: [{ shape: [1, 1, 6, 5], distinct: 0.01 }],
    build: (x) => maxPool2d(x, { size: [5, 5], strides: [2, 2], pads: [0, 0, 4, 3] }),
  },
};

describe('slidingMaxPool2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});

/** Pools one line of numbers, and passes `dy` back. */
async function pool(numbers: readonly number[], dy: readonly number[], attributes: Partial<PoolAttributes>) {
  const graph = new Graph('pool');
  const x = graph.input('x', 'float32', [1, 1, 1, numbers.length]);
  const y = maxPool2d(x, { size: [1, 3], ...attributes });
  const weights = graph.constant('float32', [1, 1, 1, dy.length], Float32Array.from(dy));
  graph.output('y', y);
  graph.output('dx', gradients(reduceSum(multiply(y, weights), { axes: [0, 1, 2, 3] }), [x])[0]!);
  const inputs = { x: ndArray([1, 1, 1, numbers.length], numbers) };
  const expected = evaluateGraph(graph, inputs);
  const actual = await runOnCpu(graph, inputs);
  expect(actual).toEqual(expected);
  return [[...expected['y']!.data], [...expected['dx']!.data]];
}

describe('the gradient of max pooling whose windows overlap', () => {
  it('goes to the maximum of each window, and adds up', async () => {
    const result = await pool([1, 2, 9, 4, 5], [10, 100], { strides: [1, 2] });
    expect(result).toEqual([
      [9, 9],
      [0, 0, 110, 0, 0],
    ]);
  });

  it('is shared by the equal maxima of a window', async () => {
    const result = await pool([2, 1, 2, 2, 2], [6, 12], { strides: [1, 2] });
    expect(result).toEqual([
      [2, 2],
      [3, 0, 3 + 4, 4, 4],
    ]);
  });

  it('never goes to padding, even where all is below zero', async () => {
    const result = await pool([-5, -7, -7], [1, 2], { strides: [1, 3], pads: [0, 2, 0, 1] });
    expect(result).toEqual([
      [-5, -7],
      [1, 1, 1],
    ]);
  });
});
