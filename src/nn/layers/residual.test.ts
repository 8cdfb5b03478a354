import { describe, expect, it } from 'vitest';
import { layerOutput, testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import { residual } from './residual.ts';

const same = { kernelSize: 3, padding: 'same', useBias: false } as const;

const tests: Record<string, LayerTest> = {
  'with an identity shortcut': {
    layer: residual({ layers: [conv2d({ ...same, filters: 3 })], activation: 'relu' }),
    input: [2, 3, 6, 5],
    output: [2, 3, 6, 5],
    parameters: { 'conv2d1.kernel': [3, 3, 3, 3] },
  },
  'of rows': {
    layer: residual({ layers: [dense({ units: 4, activation: 'tanh' })] }),
    input: [2, 4],
    output: [2, 4],
    parameters: { 'dense1.kernel': [4, 4], 'dense1.bias': [4] },
  },
  'of one shape, with a projection that is not needed': {
    layer: residual({ layers: [conv2d({ ...same, filters: 3 })], shortcut: 'projection' }),
    input: [2, 3, 6, 5],
    output: [2, 3, 6, 5],
    parameters: { 'conv2d1.kernel': [3, 3, 3, 3] },
  },
  'with a projection, strided': {
    layer: residual({ layers: [conv2d({ ...same, filters: 16, strides: 2 })], shortcut: 'projection' }),
    input: [3, 16, 7, 6],
    output: [3, 16, 4, 3],
    parameters: {
      'conv2d1.kernel': [16, 16, 3, 3],
      'conv2d2.kernel': [16, 16, 1, 1],
      'batchNorm3.gamma': [16],
      'batchNorm3.beta': [16],
    },
    statistics: { 'batchNorm3.mean': [16], 'batchNorm3.variance': [16] },
    tolerance: 2e-4,
  },
  'with padded channels, strided': {
    layer: residual({ layers: [conv2d({ ...same, filters: 5, strides: [2, 1] })], shortcut: 'pad' }),
    input: [2, 3, 7, 6],
    output: [2, 5, 4, 6],
    parameters: { 'conv2d1.kernel': [5, 3, 3, 3] },
  },
  'with a shortcut of layers, nested': {
    layer: residual({
      layers: [
        residual({ layers: [residual({ layers: [activation('tanh')] }), batchNorm()] }),
        conv2d({ ...same, filters: 2 }),
      ],
      shortcut: [conv2d({ filters: 2, kernelSize: 1 })],
    }),
    input: [2, 3, 4, 4],
    output: [2, 2, 4, 4],
    parameters: {
      'batchNorm4.gamma': [3],
      'batchNorm4.beta': [3],
      'conv2d5.kernel': [2, 3, 3, 3],
      'conv2d6.kernel': [2, 3, 1, 1],
      'conv2d6.bias': [2],
    },
    statistics: { 'batchNorm4.mean': [3], 'batchNorm4.variance': [3] },
  },
};

describe('residual', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });

  it('pads by leaving pixels out and putting channels of zeros behind', () => {
    const layer = residual({
      layers: [conv2d({ filters: 3, kernelSize: 1, strides: 2, useBias: false })],
      shortcut: 'pad',
    });
    const x = [1, 2, 3, 10, 20, 30]; // Two channels of three pixels.
    const y = layerOutput(layer, [1, 2, 1, 3], { x, 'conv2d1.kernel': [0, 0, 0, 0, 100, 0] });
    expect(y).toEqual([1, 3, 10, 30, 100, 300]);
  });

  it.each<[string, Parameters<typeof residual>[0], number[], string]>([
    [
      'an identity that does not fit',
      { layers: [conv2d({ ...same, filters: 5 })] },
      [1, 3, 4, 4],
      'residual: the layers give [1,5,4,4] and the shortcut [1,3,4,4]',
    ],
    [
      'a shortcut that does not fit',
      { layers: [], shortcut: [conv2d({ filters: 3, kernelSize: 3 })] },
      [1, 3, 4, 4],
      'residual: the layers give [1,3,4,4] and the shortcut [1,3,2,2]',
    ],
    [
      'sizes that no stride gives',
      { layers: [conv2d({ filters: 3, kernelSize: 2 })], shortcut: 'projection' },
      [1, 3, 4, 4],
      'residual: no strides take the input [1,3,4,4] to [1,3,3,3], which the layers give',
    ],
    [
      'rows for an image',
      { layers: [flatten()], shortcut: 'projection' },
      [1, 3, 4, 4],
      'residual: no strides take the input [1,3,4,4] to [1,48], which the layers give',
    ],
    [
      'rows of another length',
      { layers: [dense({ units: 5 })], shortcut: 'pad' },
      [1, 4],
      'residual: no strides take the input [1,4] to [1,5], which the layers give',
    ],
    [
      'channels taken away',
      { layers: [conv2d({ ...same, filters: 2 })], shortcut: 'pad' },
      [1, 3, 4, 4],
      "residual: 'pad' cannot take channels away; got 3 and 2",
    ],
  ])('refuses %s', (_, options, input, message) => {
    expect(() => layerOutput(residual(options), input, {})).toThrow(message);
  });
});
