import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { clip } from './clip.ts';

const tests: Record<string, OpTest> = {
  'on both sides of the ends': {
    inputs: [{ shape: [6], data: [-9, -1.1, -0.9, 0, 1.9, 2.1] }],
    build: (x) => clip(x, { low: -1, high: 2 }),
  },
};

describe('clip', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
