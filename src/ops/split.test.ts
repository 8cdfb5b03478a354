import { describe, expect, it } from 'vitest';
import { Graph } from '../graph/graph.ts';
import { testOp } from '../testing/test-op.ts';
import { concatenate } from './concatenate.ts';
import { split } from './split.ts';

describe('split', () => {
  it('cuts the middle axis', async () => {
    await testOp({
      inputs: [{ shape: [2, 6, 3] }],
      build: (x) => {
        const [first, , last] = split(x, { axis: 1, sizes: [1, 3, 2] });
        return concatenate([last!, first!], 1);
      },
    });
  });

  it('gives all parts', async () => {
    await testOp({ inputs: [{ shape: [7] }], build: (x) => split(x, { axis: 0, sizes: [3, 4] }) });
  });

  it('refuses parts that do not fill the axis', () => {
    const x = new Graph('parts').input('x', 'float32', [7]);
    expect(() => split(x, { axis: 0, sizes: [3, 3] })).toThrow('parts of 3,3 do not fill axis 0 of [7]');
  });
});
