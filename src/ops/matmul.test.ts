import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { matmul } from './matmul.ts';

const matrix = { shape: [3, 4] };

const tests: Record<string, OpTest> = {
  plain: { inputs: [matrix, { shape: [4, 5] }], build: (a, b) => matmul(a, b) },
  'first transposed': {
    inputs: [{ shape: [4, 3] }, { shape: [4, 5] }],
    build: (a, b) => matmul(a, b, { transposeA: true }),
  },
  'second transposed': {
    inputs: [matrix, { shape: [5, 4] }],
    build: (a, b) => matmul(a, b, { transposeB: true }),
  },
  'both transposed': {
    inputs: [{ shape: [4, 3] }, { shape: [5, 4] }],
    build: (a, b) => matmul(a, b, { transposeA: true, transposeB: true, scale: 3 }),
  },
  'left transposed, wide result': {
    inputs: [matrix, { shape: [3, 512] }],
    build: (a, b) => matmul(a, b, { transposeA: true }),
  },
  'both transposed, wide result': {
    inputs: [matrix, { shape: [520, 3] }],
    build: (a, b) => matmul(a, b, { transposeA: true, transposeB: true, scale: 3 }),
  },
  scaled: { inputs: [matrix, { shape: [4, 5] }], build: (a, b) => matmul(a, b, { scale: -0.5 }) },
};

describe('matmul', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
