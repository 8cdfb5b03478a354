import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { activationNames } from '../activations/index.ts';
import type { LayerSpec } from '../layer.ts';
import { sequential } from '../model.ts';
import { buildLayer, layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { activation } from './activation.ts';
import { averagePool2d } from './average-pool2d.ts';
import { batchNorm } from './batch-norm.ts';
import { branches } from './branches.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool2d } from './global-average-pool2d.ts';
import { globalMaxPool2d } from './global-max-pool2d.ts';
import { layerDefinitions } from './index.ts';
import { maxPool2d } from './max-pool2d.ts';
import { reshape } from './reshape.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { upSampling2d } from './up-sampling2d.ts';
import { samePads } from './window.ts';
import { zeroPadding2d } from './zero-padding2d.ts';

const image = [2, 3, 6, 5];

/** Files that hold what several layers share. */
const SHARED = /^(index|paths|scale-and-shift|window)\.ts$/;

/** Tests of layers that have no test file of their own, by type; the first test below checks that none is forgotten. */
const tests: Record<string, Record<string, LayerTest>> = {
  activation: Object.fromEntries(
    activationNames.map((name) => [name, { layer: activation(name), input: [3, 5], output: [3, 5] }]),
  ),
  conv2d: {
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
  },
  depthwiseConv2d: {
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
  },
  separableConv2d: {
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
  },
  averagePool2d: {
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
  },
  dense: {
    'with bias': {
      layer: dense({ units: 4, activation: 'tanh' }),
      input: [3, 5],
      output: [3, 4],
      parameters: { kernel: [5, 4], bias: [4] },
    },
    'without bias': {
      layer: dense({ units: 4, useBias: false }),
      input: [3, 5],
      output: [3, 4],
      parameters: { kernel: [5, 4] },
    },
  },
  dropout: {
    'in training': { layer: dropout({ rate: 0.3 }), input: image, output: image },
    'after training': { layer: dropout({ rate: 0.3 }), input: image, output: image, training: false },
    'of nothing': { layer: dropout({ rate: 0 }), input: image, output: image },
  },
  flatten: { 'of images': { layer: flatten(), input: image, output: [2, 90] } },
  globalAveragePool2d: { 'of images': { layer: globalAveragePool2d(), input: image, output: [2, 3] } },
  maxPool2d: {
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
  },
  globalMaxPool2d: { 'of images': { layer: globalMaxPool2d(), input: image, output: [2, 3] } },
  zeroPadding2d: {
    'all round': { layer: zeroPadding2d(), input: image, output: [2, 3, 8, 7] },
    'of uneven sides': {
      layer: zeroPadding2d({ padding: [0, 1, 2, 3] }),
      input: image,
      output: [2, 3, 8, 9],
    },
  },
  upSampling2d: {
    'twice by three': { layer: upSampling2d({ size: [2, 3] }), input: image, output: [2, 3, 12, 15] },
  },
  reshape: {
    'to what is left': { layer: reshape({ targetShape: [5, -1, 2] }), input: image, output: [2, 5, 9, 2] },
    'to a row': { layer: reshape({ targetShape: [90] }), input: image, output: [2, 90] },
  },
};

const kebab = (type: string) => type.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

describe('layerDefinitions', () => {
  const files = readdirSync(import.meta.dirname);

  it('are all tested, under distinct types', () => {
    const types = layerDefinitions.map(({ type }) => type);
    const untested = types.filter((type) => !(type in tests) && !files.includes(`${kebab(type)}.test.ts`));
    expect(untested).toEqual([]);
    expect(types).toHaveLength(new Set(types).size);
    expect(types).toEqual(expect.arrayContaining(Object.keys(tests)));
  });

  it('name every file of the folder', () => {
    const sources = files.filter((file) => !SHARED.test(file) && !file.endsWith('.test.ts'));
    expect(layerDefinitions.map(({ type }) => `${kebab(type)}.ts`).sort()).toEqual(sources.sort());
  });
});

describe.each(Object.entries(tests))('%s', (_, cases) => {
  it.each(Object.entries(cases))('%s', async (__, test) => {
    await testLayer(test);
  });
});

describe('numbers by hand', () => {
  it('dense is x · kernel + bias', () => {
    const given = { x: [1, 2], kernel: [3, 4, 5, 6], bias: [10, 20] };
    expect(layerOutput(dense({ units: 2 }), [1, 2], given)).toEqual([23, 36]);
  });

  it('conv2d is a cross-correlation: the kernel is not turned', () => {
    const given = { x: [1, 2, 3, 4], kernel: [1, 10, 100, 1000], bias: [0.5] };
    expect(layerOutput(conv2d({ filters: 1, kernelSize: 2 }), [1, 1, 2, 2], given)).toEqual([4321.5]);
  });

  it('conv2d pads [top, left, bottom, right]', () => {
    const given = { x: [1], kernel: [5], bias: [0] };
    const y = (padding: number | [number, number] | [number, number, number, number]) =>
      layerOutput(conv2d({ filters: 1, kernelSize: 1, padding }), [1, 1, 1, 1], given);
    expect(y([0, 1, 0, 2])).toEqual([0, 5, 0, 0]);
    expect(y([1, 0])).toEqual([0, 5, 0]);
    expect(y(1)).toEqual([0, 0, 0, 0, 5, 0, 0, 0, 0]);
  });

  it('conv2d in groups sees its own channels alone', () => {
    const given = { x: [1, 2], kernel: [10, 100], bias: [0, 0] };
    const layer = conv2d({ filters: 2, kernelSize: 1, groups: 2 });
    expect(layerOutput(layer, [1, 2, 1, 1], given)).toEqual([10, 200]);
  });

  it('depthwiseConv2d gives the results of a channel side by side', () => {
    const given = { x: [1, 2], kernel: [1, 10, 100, 1000], bias: [0, 0, 0, 0] };
    const layer = depthwiseConv2d({ kernelSize: 1, depthMultiplier: 2 });
    expect(layerOutput(layer, [1, 2, 1, 1], given)).toEqual([1, 10, 200, 2000]);
  });

  it('averagePool2d does not count padding', () => {
    const layer = averagePool2d({ poolSize: 2, padding: 1 });
    expect(layerOutput(layer, [1, 1, 2, 2], { x: [1, 2, 3, 4] })).toEqual([1, 2, 3, 4]);
  });

  it('dropout scales what it keeps by 1 / (1 - rate)', () => {
    const y = layerOutput(dropout({ rate: 0.2 }), [1, 4], { x: [1, 2, 3, 4], mask: [1, 0, 0, 1] });
    [1.25, 0, 0, 5].forEach((element, index) => {
      expect(y[index]).toBeCloseTo(element, 6);
    });
  });

  it.each([
    [5, 3, 1, [1, 1]],
    [5, 2, 1, [0, 1]],
    [6, 3, 2, [0, 1]],
    [5, 3, 2, [1, 1]],
    [4, 1, 2, [0, 0]],
  ])("'same' pads %i pixels for a window of %i and steps of %i by %j", (size, kernel, stride, expected) => {
    const [top, , bottom] = samePads([size, size], [kernel, kernel], [stride, stride]);
    expect([top, bottom]).toEqual(expected);
  });
});

describe('an option that is refused', () => {
  it.each([
    [conv2d({ filters: 1, kernelSize: 3, padding: -1 }), 'layers[0].padding: expected'],
    [conv2d({ filters: 1, kernelSize: 3, padding: [1, 1, 1] as never }), 'layers[0].padding: expected'],
    [conv2d({ filters: 1, kernelSize: [3, 0] }), 'layers[0].kernelSize'],
    [conv2d({ filters: 1, kernelSize: 3, groups: 0 }), 'layers[0].groups: expected a positive'],
    [depthwiseConv2d({ kernelSize: 3, filters: 3 } as never), 'layers[0]: unknown option filters'],
    [reshape({ targetShape: [-1, -1] }), 'layers[0].targetShape: expected at most one size of -1'],
    [reshape({ targetShape: [0, 2] }), 'layers[0].targetShape[0]: expected a positive integer, or -1'],
    [zeroPadding2d({ padding: 'same' as never }), 'layers[0].padding: expected a whole number'],
  ])('%j', (layer, message) => {
    expect(() => sequential({ input: [8, 8, 1], classes: 2 }, [layer])).toThrow(message);
  });
});

describe('a layer that does not fit', () => {
  const build = (layer: LayerSpec, input: readonly number[]) =>
    buildLayer(new Graph('bad'), { layer, input, output: [] });

  it.each([
    ['dense of images', dense({ units: 2 }), [1, 1, 4, 4], 'dense: needs [batch,features]'],
    ['conv2d of rows', conv2d({ filters: 2, kernelSize: 3 }), [1, 4], 'conv2d: needs an image'],
    ['too large a kernel', conv2d({ filters: 2, kernelSize: 5 }), [1, 1, 4, 4], 'a 5x5 window does not fit'],
    ['too large a pool', maxPool2d({ poolSize: 5 }), [1, 1, 4, 4], 'a 5x5 window does not fit'],
    ['batch norm of one row', batchNorm(), [1, 4], 'batchNorm: needs two values a channel'],
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
    ['depthwise convolution of rows', depthwiseConv2d({ kernelSize: 1 }), [1, 4], 'depthwiseConv2d: needs'],
    [
      'separable convolution of rows',
      separableConv2d({ kernelSize: 1, filters: 1 }),
      [1, 4],
      'separableConv2d: needs an image',
    ],
    ['average pooling of rows', averagePool2d(), [1, 4], 'averagePool2d: needs an image'],
    [
      'pooling of padding alone',
      averagePool2d({ poolSize: 2, padding: 2 }),
      [1, 1, 4, 4],
      'padding must be smaller than the window',
    ],
    ['max pooling of rows', maxPool2d(), [1, 4], 'maxPool2d: needs an image'],
    [
      'max pooling of padding alone',
      maxPool2d({ poolSize: 3, strides: 1, padding: [0, 3] }),
      [1, 1, 4, 4],
      'padding must be smaller than the window, or windows hold no element; got padding [0,3,0,3]',
    ],
    ['global max pooling of rows', globalMaxPool2d(), [1, 4], 'globalMaxPool2d: needs an image'],
    ['padding of rows', zeroPadding2d(), [1, 4], 'zeroPadding2d: needs an image'],
    ['up-sampling of rows', upSampling2d(), [1, 4], 'upSampling2d: needs an image'],
    [
      'a shape of too many elements',
      reshape({ targetShape: [3, 3] }),
      [2, 8],
      'reshape: [8] has 8 elements, which [3,3] does not hold',
    ],
    [
      'a shape of which nothing whole is left',
      reshape({ targetShape: [3, -1] }),
      [2, 8],
      'which [3,-1] does not hold',
    ],
    ['pooling of rows', globalAveragePool2d(), [1, 4], 'globalAveragePool2d: needs an image'],
    [
      'branches of two shapes',
      branches({ paths: [[conv2d({ filters: 2, kernelSize: 3 })], []] }),
      [1, 2, 4, 4],
      'add: the paths must give one shape; got [1,2,2,2] and [1,2,4,4]',
    ],
  ])('%s', (_, layer, input, message) => {
    expect(() => build(layer, input)).toThrow(message);
  });
});
