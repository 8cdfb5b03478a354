import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { averagePool2d } from './average-pool2d.ts';

const image = { shape: [2, 4, 6, 5] };

const tests: Record<string, OpTest> = {
  '2x2 with a column left over': {
    inputs: [image],
    build: (x) => averagePool2d(x, { size: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }),
  },
  'overlapping, padding not counted': {
    inputs: [image],
    build: (x) => averagePool2d(x, { size: [3, 3], strides: [1, 2], pads: [1, 1, 1, 0] }),
  },
  'with gaps between windows': {
    inputs: [image],
    build: (x) => averagePool2d(x, { size: [1, 2], strides: [2, 3], pads: [0, 0, 0, 0] }),
  },
};

describe('averagePool2d', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
