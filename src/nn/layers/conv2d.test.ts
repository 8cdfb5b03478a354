import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { buildLayer, layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { sequential } from '../model.ts';
import { conv2d } from './conv2d.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'valid, 3x3': {
    layer: conv2d({ filters: 4, kernelSize: 3 }),
    input: image,
    output: [2, 4, 4, 3],
    parameters: { kernel: [4, 3, 3, 3], bias: [4] },
  },
  'same, 2x3, strided': {
    layer: conv2d({ filters: 4, kernelSize: [2, 3], strides: 2, padding: 'same', activation: 'sigmoid' }),
    input: image,
    output: [2, 4, 3, 3],
    parameters: { kernel: [4, 3, 2, 3], bias: [4] },
  },
  'groups, dilated, with padding all round': {
    layer: conv2d({ filters: 6, kernelSize: 3, groups: 3, dilationRate: 2, padding: 2 }),
    input: image,
    output: [2, 6, 6, 5],
    parameters: { kernel: [6, 1, 3, 3], bias: [6] },
  },
  'strided and dilated, with sides of its own': {
    layer: conv2d({
      filters: 2,
      kernelSize: 2,
      strides: [2, 3],
      dilationRate: [3, 2],
      padding: [0, 1, 2, 3],
    }),
    input: image,
    output: [2, 2, 3, 3],
    parameters: { kernel: [2, 3, 2, 2], bias: [2] },
  },
  '1x7, same, dilated': {
    layer: conv2d({ filters: 2, kernelSize: [1, 7], padding: 'same', dilationRate: [1, 2] }),
    input: image,
    output: [2, 2, 6, 5],
    parameters: { kernel: [2, 3, 1, 7], bias: [2] },
  },
  '1x1, strided': {
    layer: conv2d({ filters: 4, kernelSize: 1, strides: 2, padding: 'same' }),
    input: image,
    output: [2, 4, 3, 3],
    parameters: { kernel: [4, 3, 1, 1], bias: [4] },
  },
  'in blocks, strided': {
    layer: conv2d({ filters: 16, kernelSize: 3, strides: 2, padding: 'same' }),
    input: [2, 16, 5, 7],
    output: [2, 16, 3, 4],
    parameters: { kernel: [16, 16, 3, 3], bias: [16] },
  },
  'in blocks, in groups': {
    layer: conv2d({ filters: 32, kernelSize: 3, groups: 2, padding: 1 }),
    input: [2, 32, 5, 4],
    output: [2, 32, 5, 4],
    parameters: { kernel: [32, 16, 3, 3], bias: [32] },
  },
  'with more padding than the kernel, in blocks': {
    layer: conv2d({ filters: 16, kernelSize: 2, padding: [3, 2] }),
    input: [2, 16, 3, 4],
    output: [2, 16, 8, 7],
    parameters: { kernel: [16, 16, 2, 2], bias: [16] },
  },
  'without bias, in blocks': {
    layer: conv2d({ filters: 16, kernelSize: 3, padding: 'same', useBias: false, activation: 'relu' }),
    input: [2, 16, 5, 4],
    output: [2, 16, 5, 4],
    parameters: { kernel: [16, 16, 3, 3] },
  },
};

describe('conv2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('is a cross-correlation: the kernel is not turned', () => {
    const given = { x: [1, 2, 3, 4], kernel: [1, 10, 100, 1000], bias: [0.5] };
    expect(layerOutput(conv2d({ filters: 1, kernelSize: 2 }), [1, 1, 2, 2], given)).toEqual([4321.5]);
  });

  it('pads [top, left, bottom, right]', () => {
    const given = { x: [1], kernel: [5], bias: [0] };
    const y = (padding: number | [number, number] | [number, number, number, number]) =>
      layerOutput(conv2d({ filters: 1, kernelSize: 1, padding }), [1, 1, 1, 1], given);
    expect(y([0, 1, 0, 2])).toEqual([0, 5, 0, 0]);
    expect(y([1, 0])).toEqual([0, 5, 0]);
    expect(y(1)).toEqual([0, 0, 0, 0, 5, 0, 0, 0, 0]);
  });

  it('in groups sees its own channels alone', () => {
    const given = { x: [1, 2], kernel: [10, 100], bias: [0, 0] };
    const layer = conv2d({ filters: 2, kernelSize: 1, groups: 2 });
    expect(layerOutput(layer, [1, 2, 1, 1], given)).toEqual([10, 200]);
  });

  it.each([
    ['conv2d of rows', conv2d({ filters: 2, kernelSize: 3 }), [1, 4], 'conv2d: needs an image'],
    ['too large a kernel', conv2d({ filters: 2, kernelSize: 5 }), [1, 1, 4, 4], 'a 5x5 window does not fit'],
    [
      'groups of unequal channels',
      conv2d({ filters: 4, kernelSize: 1, groups: 4 }),
      [1, 6, 4, 4],
      'groups must divide the channels of the input and the filters; got groups 4, 6 channels and 4 filters',
    ],
    [
      'groups of unequal filters',
      conv2d({ filters: 3, kernelSize: 1, groups: 2 }),
      [1, 6, 4, 4],
      'got groups 2, 6 channels and 3 filters',
    ],
  ])('refuses %s', (_, layer, input, message) => {
    expect(() => buildLayer(new Graph('bad'), { layer, input, output: [] })).toThrow(message);
  });

  it.each([
    [conv2d({ filters: 1, kernelSize: 3, padding: -1 }), 'layers[0].padding: expected'],
    [conv2d({ filters: 1, kernelSize: 3, padding: [1, 1, 1] as never }), 'layers[0].padding: expected'],
    [conv2d({ filters: 1, kernelSize: [3, 0] }), 'layers[0].kernelSize'],
    [conv2d({ filters: 1, kernelSize: 3, groups: 0 }), 'layers[0].groups: expected a positive'],
  ])('refuses %j', (layer, message) => {
    expect(() => sequential({ input: [8, 8, 1], classes: 2 }, [layer])).toThrow(message);
  });
});
