import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { buildLayer, layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { branches } from './branches.ts';
import { conv2d } from './conv2d.ts';
import { averagePool2d } from './average-pool2d.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  '2x2 with a column left over': { layer: averagePool2d(), input: image, output: [2, 3, 3, 2] },
  'overlapping, same': {
    layer: averagePool2d({ poolSize: 3, strides: 2, padding: 'same' }),
    input: image,
    output: [2, 3, 3, 3],
  },
  'with sides of its own': {
    layer: averagePool2d({ poolSize: [2, 3], strides: 1, padding: [1, 0, 0, 2] }),
    input: image,
    output: [2, 3, 6, 5],
  },
  'in blocks': {
    layer: branches({
      paths: [
        [conv2d({ filters: 16, kernelSize: 1 }), averagePool2d({ poolSize: 3, strides: 1 })],
        [conv2d({ filters: 16, kernelSize: 3 })],
      ],
    }),
    input: [2, 16, 6, 5],
    output: [2, 16, 4, 3],
    parameters: {
      'conv2d1.kernel': [16, 16, 1, 1],
      'conv2d1.bias': [16],
      'conv2d3.kernel': [16, 16, 3, 3],
      'conv2d3.bias': [16],
    },
  },
};

describe('averagePool2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('does not count padding', () => {
    const layer = averagePool2d({ poolSize: 2, padding: 1 });
    expect(layerOutput(layer, [1, 1, 2, 2], { x: [1, 2, 3, 4] })).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['average pooling of rows', averagePool2d(), [1, 4], 'averagePool2d: needs an image'],
    [
      'pooling of padding alone',
      averagePool2d({ poolSize: 2, padding: 2 }),
      [1, 1, 4, 4],
      'padding must be smaller than the window',
    ],
  ])('refuses %s', (_, layer, input, message) => {
    expect(() => buildLayer(new Graph('bad'), { layer, input, output: [] })).toThrow(message);
  });
});
