import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { hardSigmoid } from './hard-sigmoid.ts';

const tests: Record<string, OpTest> = {
  'on both sides of the kinks': {
    inputs: [{ shape: [7], data: [-100, -3.5, -2.5, 0, 1, 2.9, 3.1] }],
    build: (x) => hardSigmoid(x),
  },
};

describe('hardSigmoid', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
