import { describe, it } from 'vitest';
import { testOp } from '../testing/test-op.ts';
import { dropoutFactor } from './dropout-factor.ts';

describe('dropoutFactor', () => {
  it('makes up for what is dropped', async () => {
    await testOp({
      inputs: [{ shape: [2, 3], dtype: 'uint8', data: [0, 1, 1, 0, 1, 0] }],
      build: (mask) => dropoutFactor(mask, 0.3),
      gradient: false,
    });
  });
});
