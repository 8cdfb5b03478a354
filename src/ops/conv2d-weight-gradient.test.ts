import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import type { ConvAttributes } from './conv-geometry.ts';
import { conv2dWeightGradient } from './conv2d-weight-gradient.ts';

const geometry = (changes: Partial<ConvAttributes> = {}): ConvAttributes => ({
  strides: [1, 1],
  pads: [1, 1, 1, 1],
  dilations: [1, 1],
  groups: 1,
  ...changes,
});

const tests: Record<string, OpTest> = {
  'by shifted copies, one line': {
    inputs: [{ shape: [10, 8, 6, 5] }, { shape: [10, 3, 6, 5] }],
    build: (x, dy) => conv2dWeightGradient(x, dy, { ...geometry(), kernelSize: [3, 3] }),
    gradient: false,
  },
  'by shifted copies, several lines and a rest': {
    inputs: [{ shape: [41, 8, 14, 14] }, { shape: [41, 3, 14, 14] }],
    build: (x, dy) => conv2dWeightGradient(x, dy, { ...geometry(), kernelSize: [3, 3] }),
    gradient: false,
  },
  'by shifted copies, 5x1': {
    inputs: [{ shape: [2, 8, 6, 5] }, { shape: [2, 3, 6, 5] }],
    build: (x, dy) =>
      conv2dWeightGradient(x, dy, { ...geometry({ pads: [2, 0, 2, 0] }), kernelSize: [5, 1] }),
    gradient: false,
  },
  'by shifted copies, 1x5': {
    inputs: [{ shape: [3, 8, 6, 5] }, { shape: [3, 3, 6, 5] }],
    build: (x, dy) =>
      conv2dWeightGradient(x, dy, { ...geometry({ pads: [0, 2, 0, 2] }), kernelSize: [1, 5] }),
    gradient: false,
  },
  'by patches': {
    inputs: [{ shape: [2, 4, 6, 5] }, { shape: [2, 6, 3, 3] }],
    build: (x, dy) =>
      conv2dWeightGradient(x, dy, { ...geometry({ strides: [2, 2], groups: 2 }), kernelSize: [3, 3] }),
    gradient: false,
  },
  'of one tap, strided': {
    inputs: [{ shape: [2, 4, 6, 5] }, { shape: [2, 6, 3, 2] }],
    build: (x, dy) =>
      conv2dWeightGradient(x, dy, {
        ...geometry({ strides: [2, 4], pads: [0, 0, 0, 0] }),
        kernelSize: [1, 1],
      }),
    gradient: false,
  },
  'of one tap, strided, padded': {
    inputs: [{ shape: [2, 4, 6, 5] }, { shape: [2, 6, 4, 3] }],
    build: (x, dy) => conv2dWeightGradient(x, dy, { ...geometry({ strides: [2, 3] }), kernelSize: [1, 1] }),
    gradient: false,
  },
};

describe('conv2dWeightGradient', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
