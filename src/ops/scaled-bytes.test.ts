import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { testOp } from '../testing/test-op.ts';
import { scaledBytes } from './scaled-bytes.ts';

describe('scaledBytes', () => {
  it('is a part of each byte', async () => {
    await testOp({
      inputs: [{ shape: [2, 3], dtype: 'uint8', data: [0, 1, 2, 128, 254, 255] }],
      build: (x) => scaledBytes(x, 1 / 255),
      gradient: false,
    });
  });

  it('refuses other numbers', () => {
    const x = new Graph('whole').input('x', 'int32', [3]);
    expect(() => scaledBytes(x, 2)).toThrow('needs bytes; got int32[3]');
  });
});
