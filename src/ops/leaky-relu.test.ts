import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { leakyRelu } from './leaky-relu.ts';

const awayFromZero = { shape: [3, 4], data: [-2, -1, -0.5, 0.4, 1, 2, 3, -3, 0.7, -0.7, 1.5, -1.5] };

const tests: Record<string, OpTest> = {
  'both signs': { inputs: [awayFromZero], build: (x) => leakyRelu(x, 0.2) },
  'a slope above one': { inputs: [awayFromZero], build: (x) => leakyRelu(x, 1.5) },
};

describe('leakyRelu', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
