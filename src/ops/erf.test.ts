import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { erf } from './erf.ts';

const tests: Record<string, OpTest> = {
  'any numbers': { inputs: [{ shape: [6, 6], range: [-3, 3] }], build: (x) => erf(x) },
  'far from zero': { inputs: [{ shape: [3], data: [-7, 0, 5.9] }], build: (x) => erf(x) },
};

describe('erf', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
