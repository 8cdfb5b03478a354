import { describe, it } from 'vitest';
import { testLayer, type LayerTest } from '../../testing/test-layer.ts';
import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { branches } from './branches.ts';
import { conv2d } from './conv2d.ts';

const image = [2, 3, 6, 5];

const tests: Record<string, LayerTest> = {
  'that add': {
    layer: branches({ paths: [[conv2d({ filters: 3, kernelSize: 3, padding: 'same' })], []] }),
    input: image,
    output: image,
    parameters: { 'conv2d1.kernel': [3, 3, 3, 3], 'conv2d1.bias': [3] },
  },
  'that concatenate': {
    layer: branches({
      paths: [[conv2d({ filters: 2, kernelSize: 1, useBias: false })], [], [activation('tanh')]],
      merge: 'concatenate',
    }),
    input: image,
    output: [2, 8, 6, 5],
    parameters: { 'conv2d1.kernel': [2, 3, 1, 1] },
  },
  'that add blocks': {
    layer: branches({
      paths: [
        [conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' })],
        [conv2d({ filters: 16, kernelSize: 1 }), batchNorm()],
      ],
    }),
    input: [2, 16, 4, 4],
    output: [2, 16, 4, 4],
    parameters: {
      'conv2d1.kernel': [16, 16, 3, 3],
      'conv2d1.bias': [16],
      'conv2d2.kernel': [16, 16, 1, 1],
      'conv2d2.bias': [16],
      'batchNorm3.gamma': [16],
      'batchNorm3.beta': [16],
    },
    statistics: { 'batchNorm3.mean': [16], 'batchNorm3.variance': [16] },
  },
};

describe('branches', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testLayer(test);
  });
});
