import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { conv2d } from '../ops/conv2d.ts';
import { maxPool2dGradient } from '../ops/max-pool2d-gradient.ts';
import { maxPool2d } from '../ops/max-pool2d.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { relu } from '../ops/relu.ts';
import { sigmoid } from '../ops/sigmoid.ts';
import { step } from '../ops/step.ts';
import { drawInputs } from '../testing/test-graph.ts';
import { expectClose } from '../testing/test-op.ts';
import { assignLayouts } from './assign-layouts.ts';

const BLOCK = 16;
const size = [2, 2];

/** A graph of a convolution, whose outputs `build` makes of it. */
function convolution(build: (y: Value, graph: Graph) => Record<string, Value>): Graph {
  const graph = new Graph('step');
  // Of so few different numbers that many results are equal.
  const x = step(graph.input('x', 'float32', [2, BLOCK, 4, 4]));
  const kernel = add(step(graph.input('conv.kernel', 'float32', [BLOCK, BLOCK, 3, 3])), -0.5);
  const geometry = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 };
  const y = conv2d(x, kernel, undefined, geometry);
  for (const [name, value] of Object.entries(build(y, graph))) graph.output(name, value);
  return graph;
}

/** The output, and the gradients of a loss of it with respect to what is convolved. */
function withGradients(output: Value, y: Value): Record<string, Value> {
  const loss = reduceSum(multiply(output, sigmoid(output)), { axes: [0, 1, 2, 3] });
  const [dx, dKernel] = gradients(loss, y.node!.inputs);
  return { output, dx: dx!, dKernel: dKernel! };
}

function namesOf(graph: Graph): string[] {
  return assignLayouts(graph, BLOCK).nodes.map(({ op }) => op.name);
}

const fused: Record<string, Graph> = {
  'right behind a convolution': convolution((y) => withGradients(relu(y), y)),
  'of what has been pooled': convolution((y) => withGradients(relu(maxPool2d(y, { size })), y)),
};

const apart: Record<string, Graph> = {
  'the convolution is read elsewhere': convolution((y) => ({ a: relu(y), b: sigmoid(y) })),
  'the convolution is an output': convolution((y) => ({ a: relu(y), b: y })),
  'the maximum is read elsewhere': convolution((y) => {
    const pooled = maxPool2d(y, { size });
    return { a: relu(pooled), b: sigmoid(pooled) };
  }),
  'the maximum has another gradient than that of its ReLU': convolution((y, graph) => {
    const pooled = maxPool2d(y, { size });
    const dy = graph.input('dy', 'float32', pooled.shape);
    return { a: relu(pooled), b: maxPool2dGradient(dy, y, pooled, { size }) };
  }),
};

describe('a ReLU that a convolution computes itself', () => {
  it.each(Object.entries(fused))('%s changes no result', (_, graph) => {
    expect(namesOf(graph)).toContain('blockedConv2dRelu');
    expect(namesOf(graph)).not.toContain('relu');
    const inputs = drawInputs(graph, 5);
    const expected = evaluateGraph(graph, inputs);
    const actual = evaluateGraph(assignLayouts(graph, BLOCK), inputs);
    for (const [name, array] of Object.entries(expected)) {
      expect(array.data.some((number) => number !== 0)).toBe(true);
      expectClose(actual[name]!, array, 1e-6);
    }
  });

  it.each(Object.entries(apart))('stays apart where %s', (_, graph) => {
    expect(namesOf(graph)).toContain('relu');
    expect(namesOf(graph)).not.toContain('blockedConv2dRelu');
  });
});
