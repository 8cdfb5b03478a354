import { describe, it } from 'vitest';
import { Graph, type Value } from '../graph/graph.ts';
import { drawInputs, expectRuntimeAgrees } from '../testing/test-graph.ts';
import { averagePool2d } from './average-pool2d.ts';
import { pad2d } from './pad2d.ts';
import { slidingMaxPool2d } from './sliding-max-pool2d.ts';
import { subtract } from './subtract.ts';

// The runtime would move such a border into the pooling, where it does not count.
const pooled: [string, pads: number[], pool: (x: Value) => Value][] = [
  [
    'a border of zeros is larger than negative pixels',
    [1, 1, 1, 1],
    (x) => slidingMaxPool2d(x, { size: [3, 3], strides: [3, 3], pads: [0, 0, 0, 0] }),
  ],
  [
    'a border may be as wide as the window of a maximum',
    [2, 2, 2, 2],
    (x) => slidingMaxPool2d(x, { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }),
  ],
  [
    'a border may be as wide as the window of an average',
    [2, 0, 3, 2],
    (x) => averagePool2d(x, { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }),
  ],
];

describe('pad2d before a pooling', () => {
  it.each(pooled)('%s', async (_, pads, pool) => {
    const graph = new Graph('padded');
    const x = graph.input('x', 'float32', [2, 16, 4, 4]);
    graph.output('y', pool(pad2d(subtract(x, 3), { pads })));
    await expectRuntimeAgrees(graph, drawInputs(graph, 4), 1e-6);
  });
});
