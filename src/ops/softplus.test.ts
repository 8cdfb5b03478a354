import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { softplus } from './softplus.ts';

const tests: Record<string, OpTest> = {
  'any numbers': { inputs: [{ shape: [3, 4], range: [-9, 9] }], build: (x) => softplus(x) },
};

describe('softplus', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
