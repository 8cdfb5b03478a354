import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { buildLayer, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { separableConv2d } from './separable-conv2d.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'of images': {
    layer: separableConv2d({ filters: 4, kernelSize: 3, padding: 'same', depthMultiplier: 2 }),
    input: image,
    output: [2, 4, 6, 5],
    parameters: { 'depthwise.kernel': [6, 1, 3, 3], 'pointwise.kernel': [4, 6, 1, 1], bias: [4] },
  },
  'in blocks, without bias': {
    layer: separableConv2d({ filters: 32, kernelSize: 3, strides: 2, useBias: false, activation: 'relu' }),
    input: [2, 16, 6, 5],
    output: [2, 32, 2, 2],
    parameters: { 'depthwise.kernel': [16, 1, 3, 3], 'pointwise.kernel': [32, 16, 1, 1] },
  },
};

describe('separableConv2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it.each([
    [
      'separable convolution of rows',
      separableConv2d({ kernelSize: 1, filters: 1 }),
      [1, 4],
      'separableConv2d: needs an image',
    ],
  ])('refuses %s', (_, layer, input, message) => {
    expect(() => buildLayer(new Graph('bad'), { layer, input, output: [] })).toThrow(message);
  });
});
