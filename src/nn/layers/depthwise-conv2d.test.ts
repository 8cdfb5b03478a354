import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { buildLayer, layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { sequential } from '../model.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'one kernel a channel, strided': {
    layer: depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
    input: image,
    output: [2, 3, 3, 3],
    parameters: { kernel: [3, 1, 3, 3], bias: [3] },
  },
  'two kernels a channel': {
    layer: depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 2, useBias: false, activation: 'tanh' }),
    input: image,
    output: [2, 6, 4, 4],
    parameters: { kernel: [6, 1, 3, 2] },
  },
  'in blocks': {
    layer: depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 1, activation: 'relu' }),
    input: [2, 16, 5, 6],
    output: [2, 16, 3, 3],
    parameters: { kernel: [16, 1, 3, 3], bias: [16] },
  },
  'in blocks, dilated': {
    layer: depthwiseConv2d({ kernelSize: 3, padding: 'same', dilationRate: 2 }),
    input: [2, 32, 5, 6],
    output: [2, 32, 5, 6],
    parameters: { kernel: [32, 1, 3, 3], bias: [32] },
  },
};

describe('depthwiseConv2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('gives the results of a channel side by side', () => {
    const given = { x: [1, 2], kernel: [1, 10, 100, 1000], bias: [0, 0, 0, 0] };
    const layer = depthwiseConv2d({ kernelSize: 1, depthMultiplier: 2 });
    expect(layerOutput(layer, [1, 2, 1, 1], given)).toEqual([1, 10, 200, 2000]);
  });

  it.each([
    ['depthwise convolution of rows', depthwiseConv2d({ kernelSize: 1 }), [1, 4], 'depthwiseConv2d: needs'],
  ])('refuses %s', (_, layer, input, message) => {
    expect(() => buildLayer(new Graph('bad'), { layer, input, output: [] })).toThrow(message);
  });

  it.each([[depthwiseConv2d({ kernelSize: 3, filters: 3 } as never), 'layers[0]: unknown option filters']])(
    'refuses %j',
    (layer, message) => {
      expect(() => sequential({ input: [8, 8, 1], classes: 2 }, [layer])).toThrow(message);
    },
  );
});
