import { describe, expect, it } from 'vitest';
import { testOp } from '../testing/test-op.ts';
import { overSlices } from './sum-over-slices.ts';

describe('overSlices', () => {
  it('of a single graph of one slice is the value itself', async () => {
    await testOp({ inputs: [{ shape: [2, 3] }], build: (x) => overSlices(x, 4), gradient: false });
    await testOp({ inputs: [{ shape: [] }], build: (x) => overSlices(x, 4), gradient: false });
    expect.hasAssertions();
  });
});
