import { describe, expect, it } from 'vitest';
import { ndArray } from '../core/nd-array.ts';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { cast } from '../ops/cast.ts';
import { matmul } from '../ops/matmul.ts';
import { multiply } from '../ops/multiply.ts';
import { runOnCpu } from '../testing/test-op.ts';
import { foldScales } from './fold-scales.ts';

/** The graph of what `build` makes of a product of x [3, 2], transposed, and y [3, 2]. */
function productGraph(build: (product: Value, number: Value) => readonly Value[]): Graph {
  const graph = new Graph('products');
  const [x, y] = ['x', 'y'].map((name) => graph.input(name, 'float32', [3, 2]));
  const product = matmul(x!, y!, { transposeA: true, scale: 3 });
  build(product, graph.input('number', 'float32', [])).forEach((value, index) => {
    graph.output(`out${index}`, value);
  });
  return graph;
}

const multiplications = (graph: Graph) => graph.nodes.filter(({ op }) => op.name === 'multiply').length;

const inputs = {
  x: ndArray([3, 2], [1, 2, 3, 4, 5, 6]),
  y: ndArray([3, 2], [6, 5, 4, 3, 2, 1]),
  number: ndArray([], [0.5]),
};

const cases: [string, (product: Value, number: Value) => readonly Value[], left: number][] = [
  ['only its multiple is used', (product) => [add(multiply(product, 0.25), 1)], 0],
  [
    'its multiple is used twice',
    (product) => {
      const quarter = multiply(product, 0.25);
      return [add(quarter, quarter), quarter];
    },
    0,
  ],
  ['it is used otherwise as well', (product) => [multiply(product, 0.25), add(product, 1)], 1],
  ['it is an output as well', (product) => [multiply(product, 0.25), product], 1],
  ['it has two multiples', (product) => [multiply(product, 0.25), multiply(product, 2)], 2],
  ['the factor is no constant', (product, number) => [multiply(product, number)], 1],
  [
    'the factor has rows',
    (product) => [multiply(product, product.graph.constant('float32', [2], Float32Array.of(1, 2)))],
    1,
  ],
  ['it is squared', (product) => [multiply(product, product)], 1],
];

describe('foldScales', () => {
  it.each(cases)('a matrix product, where %s', (_, build, left) => {
    const graph = productGraph(build);
    const scaled = foldScales(graph);
    expect(multiplications(scaled)).toBe(left);
    expect(evaluateGraph(scaled, inputs)).toEqual(evaluateGraph(graph, inputs));
  });

  it('bytes, and no other numbers', async () => {
    const graph = new Graph('bytes');
    const bytes = graph.input('bytes', 'uint8', [5]);
    graph.output('bytes_out', multiply(cast(bytes, 'float32'), 1 / 255));
    graph.output('whole_out', multiply(cast(graph.input('whole', 'int32', [2]), 'float32'), 1 / 255));
    const scaled = foldScales(graph);
    expect(scaled.nodes.map(({ op }) => op.name)).toEqual(['scaledBytes', 'cast', 'multiply']);
    const arrays = { bytes: ndArray([5], [0, 1, 127, 200, 255]), whole: ndArray([2], [-7, 300]) };
    expect(await runOnCpu(scaled, arrays)).toEqual(await runOnCpu(graph, arrays));
  });
});
