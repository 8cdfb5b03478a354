import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { buildLayer, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { branches } from './branches.ts';
import { conv2d } from './conv2d.ts';
import { maxPool2d } from './max-pool2d.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  '2x2 with a column left over': { layer: maxPool2d(), input: image, output: [2, 3, 3, 2] },
  '3x2': { layer: maxPool2d({ poolSize: [3, 2] }), input: image, output: [2, 3, 2, 2] },
  'overlapping, same': {
    layer: maxPool2d({ poolSize: 3, strides: 2, padding: 'same' }),
    input: image,
    output: [2, 3, 3, 3],
  },
  'in steps of one, with sides of its own': {
    layer: maxPool2d({ poolSize: [2, 3], strides: 1, padding: [1, 0, 0, 2] }),
    input: image,
    output: [2, 3, 6, 5],
  },
  'in blocks, overlapping': {
    layer: branches({
      paths: [
        [conv2d({ filters: 16, kernelSize: 1 }), maxPool2d({ poolSize: 3, strides: 2, padding: 1 })],
        [conv2d({ filters: 16, kernelSize: 2, strides: 2, padding: 'same' })],
      ],
    }),
    input: [2, 16, 6, 5],
    output: [2, 16, 3, 3],
    parameters: {
      'conv2d1.kernel': [16, 16, 1, 1],
      'conv2d1.bias': [16],
      'conv2d3.kernel': [16, 16, 2, 2],
      'conv2d3.bias': [16],
    },
  },
};

describe('maxPool2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it.each([
    ['too large a pool', maxPool2d({ poolSize: 5 }), [1, 1, 4, 4], 'a 5x5 window does not fit'],
    ['max pooling of rows', maxPool2d(), [1, 4], 'maxPool2d: needs an image'],
    [
      'max pooling of padding alone',
      maxPool2d({ poolSize: 3, strides: 1, padding: [0, 3] }),
      [1, 1, 4, 4],
      'padding must be smaller than the window, or windows hold no element; got padding [0,3,0,3]',
    ],
  ])('refuses %s', (_, layer, input, message) => {
    expect(() => buildLayer(new Graph('bad'), { layer, input, output: [] })).toThrow(message);
  });
});
