import { describe, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { drawInputs, expectRuntimeAgrees } from '../../testing/test-graph.ts';
import type { LayerSpec } from '../layer.ts';
import { buildModel, sequential } from '../model.ts';
import { averagePool2d } from './average-pool2d.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import { maxPool2d } from './max-pool2d.ts';
import { zeroPadding2d } from './zero-padding2d.ts';

// The runtime would move such a border into the pooling, where it does not count.
const cases: [string, layers: LayerSpec[]][] = [
  [
    'is larger than negative pixels of a maximum',
    [zeroPadding2d({ padding: 1 }), maxPool2d({ poolSize: 3, strides: 3 })],
  ],
  ['may be as wide as the window of a maximum', [zeroPadding2d({ padding: 2 }), maxPool2d({ poolSize: 2 })]],
  [
    'may be as wide as the window of an average',
    [zeroPadding2d({ padding: [2, 0, 3, 2] }), averagePool2d({ poolSize: 2 })],
  ],
];

describe('the border of zeroPadding2d', () => {
  it.each(cases)('%s', async (_, layers) => {
    const model = sequential({ input: [4, 4, 1], classes: 2 }, [
      conv2d({ filters: 16, kernelSize: 1 }),
      ...layers,
      flatten(),
      dense({ units: 2 }),
    ]);
    const graph = new Graph('padded');
    const images = graph.input('images', 'uint8', [3, 4, 4, 1]);
    graph.output('y', buildModel(graph, model, images, false).output);
    await expectRuntimeAgrees(graph, drawInputs(graph, 4), 1e-5);
  });
});
