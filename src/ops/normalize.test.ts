import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { normalize } from './normalize.ts';

const tests: Record<string, OpTest> = {
  'over one axis in the middle': {
    inputs: [{ shape: [2, 5, 3] }],
    build: (x) => normalize(x, { axes: [1], epsilon: 1e-3 }),
    tolerance: 5e-5,
  },
  'over several axes': {
    inputs: [{ shape: [2, 3, 4, 2], range: [4, 7] }],
    build: (x) => normalize(x, { axes: [1, 2, 3], epsilon: 1e-5 }),
    tolerance: 5e-5,
  },
};

describe('normalize', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
