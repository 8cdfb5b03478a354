import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Node, type Value } from '../graph/graph.ts';
import { rewriteGraph } from '../graph/rewrite.ts';
import { dropoutFactor } from '../ops/dropout-factor.ts';
import { matmul } from '../ops/matmul.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { relu } from '../ops/relu.ts';
import { tanh } from '../ops/tanh.ts';
import { drawInputs } from '../testing/test-graph.ts';
import { foldScales } from './fold-scales.ts';
import { simplifyGraph } from './simplify.ts';

/** A dense layer behind a dropped activation, and the gradient of what goes into that. */
function droppedActivation(activation: (x: Value) => Value, maskShape: readonly number[]): Graph {
  const graph = new Graph('dropped');
  const x = graph.input('x', 'float32', [5, 4]);
  const kernel = graph.input('kernel', 'float32', [4, 3]);
  const factor = dropoutFactor(graph.input('mask', 'uint8', maskShape), 0.3);
  const y = matmul(multiply(activation(x), factor), kernel);
  const loss = reduceSum(multiply(y, y), { axes: [0, 1] });
  const [gradient] = gradients(loss, [x]);
  graph.output('loss', loss);
  graph.output('gradient', gradient!);
  return graph;
}

const users = (graph: Graph, op: string): Node[] =>
  graph.nodes.filter(({ inputs }) => inputs.some(({ node }) => node?.op.name === op));

describe('simplifyGraph', () => {
  it.each([[[5, 4]], [[5, 1]]])(
    'needs a dropout mask %j of a ReLU in the forward pass alone',
    (maskShape) => {
      const graph = droppedActivation(relu, maskShape);
      const simplified = rewriteGraph(simplifyGraph(graph));
      expect(users(graph, 'dropoutFactor')).toHaveLength(2);
      expect(users(simplified, 'dropoutFactor')).toHaveLength(1);
      const inputs = drawInputs(graph, 2);
      const expected = evaluateGraph(graph, inputs);
      const results = evaluateGraph(simplified, inputs);
      expect(expected['gradient']!.data.filter((element) => element === 0).length).toBeGreaterThan(2);
      expect(expected['gradient']!.data.filter((element) => element !== 0).length).toBeGreaterThan(2);
      results['gradient']!.data.forEach((element, index) => {
        expect(element).toBeCloseTo(expected['gradient']!.data[index]!, 12);
      });
      // The matrix product brings the scale along.
      const scales = foldScales(simplified).nodes.filter(({ op }) => op.name === 'matmul');
      expect(scales.some(({ attributes }) => attributes['scale'] === Math.fround(1 / 0.7))).toBe(true);
    },
  );

  it('leaves the mask of other activations', () => {
    expect(users(simplifyGraph(droppedActivation(tanh, [5, 4])), 'dropoutFactor')).toHaveLength(2);
  });
});
