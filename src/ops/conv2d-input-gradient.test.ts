import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import type { ConvAttributes } from './conv-geometry.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';

const geometry = (changes: Partial<ConvAttributes> = {}): ConvAttributes => ({
  strides: [1, 1],
  pads: [1, 1, 1, 1],
  dilations: [1, 1],
  groups: 1,
  ...changes,
});

const tests: Record<string, OpTest> = {
  'on the runtime': {
    inputs: [{ shape: [2, 3, 6, 5] }, { shape: [3, 4, 3, 3] }],
    build: (dy, w) => conv2dInputGradient(dy, w, { ...geometry(), inputSize: [6, 5] }),
    gradient: false,
  },
  'groups on the runtime': {
    inputs: [{ shape: [2, 6, 6, 5] }, { shape: [6, 2, 3, 3] }],
    build: (dy, w) => conv2dInputGradient(dy, w, { ...geometry({ groups: 3 }), inputSize: [6, 5] }),
    gradient: false,
  },
};

describe('conv2dInputGradient', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
