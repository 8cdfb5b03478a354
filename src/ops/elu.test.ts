import { describe, expect, it } from 'vitest';
import { testOp, type OpTest } from '../testing/test-op.ts';
import { elu } from './elu.ts';

const awayFromZero = { shape: [3, 4], data: [-2, -1, -0.5, 0.4, 1, 2, 3, -3, 0.7, -0.7, 1.5, -1.5] };

const tests: Record<string, OpTest> = {
  'with alpha 1': { inputs: [awayFromZero], build: (x) => elu(x, 1) },
  'with another alpha': { inputs: [awayFromZero], build: (x) => elu(x, 0.3) },
};

describe('elu', () => {
  it.each(Object.entries(tests))('%s', async (_, test) => {
    await testOp(test);
    expect.hasAssertions();
  });
});
