import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import type { ConvAttributes } from './conv-geometry.ts';
import { conv2d } from './conv2d.ts';

const geometry = (changes: Partial<ConvAttributes> = {}): ConvAttributes => ({
  strides: [1, 1],
  pads: [1, 1, 1, 1],
  dilations: [1, 1],
  groups: 1,
  ...changes,
});

const image = { shape: [2, 4, 6, 5] };

const tests: Record<string, OpTest> = {
  'same, 3x3': {
    inputs: [image, { shape: [3, 4, 3, 3] }, { shape: [3] }],
    build: (x, w, b) => conv2d(x, w, b, geometry()),
  },
  'many channels': {
    inputs: [{ shape: [10, 16, 5, 6] }, { shape: [8, 16, 3, 3] }],
    build: (x, w) => conv2d(x, w, undefined, geometry()),
  },
  '5x3, no bias': {
    inputs: [{ shape: [2, 8, 6, 5] }, { shape: [3, 8, 5, 3] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ pads: [2, 1, 2, 1] })),
  },
  '1x1': {
    inputs: [image, { shape: [3, 4, 1, 1] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ pads: [0, 0, 0, 0] })),
  },
  'strided with uneven pads': {
    inputs: [image, { shape: [3, 4, 3, 3] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ strides: [2, 2], pads: [0, 1, 1, 1] })),
  },
  'dilated groups': {
    inputs: [image, { shape: [6, 2, 2, 2] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ dilations: [2, 1], groups: 2, pads: [1, 0, 1, 1] })),
  },
  'strided groups': {
    inputs: [image, { shape: [4, 1, 3, 3] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ strides: [2, 1], groups: 4 })),
  },
  'strided more than the kernel is wide': {
    inputs: [image, { shape: [2, 4, 2, 1] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ strides: [3, 2], pads: [0, 0, 0, 0] })),
  },
  'strided and dilated, with a common divisor': {
    inputs: [{ shape: [2, 2, 11, 9] }, { shape: [3, 2, 3, 2] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ strides: [4, 2], dilations: [2, 3] })),
  },
  depthwise: {
    inputs: [image, { shape: [4, 1, 3, 3] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ groups: 4 })),
  },
  'depthwise, two filters a channel': {
    inputs: [image, { shape: [8, 1, 3, 2] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ groups: 4, pads: [1, 0, 1, 1] })),
  },
  'padding that a window never leaves': {
    inputs: [{ shape: [1, 2, 1, 1] }, { shape: [2, 2, 2, 2] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ dilations: [4, 4], pads: [2, 2, 2, 2] })),
  },
  'strided from padding to padding': {
    inputs: [{ shape: [1, 2, 1, 3] }, { shape: [2, 2, 2, 2] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ strides: [2, 2], pads: [2, 2, 0, 0] })),
  },
  'more padding than kernel': {
    inputs: [image, { shape: [2, 4, 2, 2] }],
    build: (x, w) => conv2d(x, w, undefined, geometry({ pads: [2, 2, 2, 2] })),
  },
};

describe('conv2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
