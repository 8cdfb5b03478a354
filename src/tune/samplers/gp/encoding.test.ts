import { describe, expect, it } from 'vitest';
import { parseSpace } from '../../space/space.ts';
import { Encoding } from './encoding.ts';

const encoding = new Encoding(
  parseSpace({
    optimizer: { type: 'choice', values: ['adam', 'sgd'] },
    rate: { type: 'float', low: 0.01, high: 1, log: true },
    momentum: { type: 'float', low: 0, high: 1, when: { optimizer: 'sgd' } },
    fixed: { type: 'integer', low: 3, high: 3 },
    units: { type: 'integer', low: 1, high: 4 },
    steps: { type: 'integer', low: 1, high: 100 },
  }),
);

describe('params as points', () => {
  it('have a dimension for each parameter that varies, and come back', () => {
    expect(encoding.dimensions).toBe(5);
    const params = { optimizer: 'sgd', rate: 0.1, momentum: 0.25, fixed: 3, units: 2, steps: 100 };
    const point = encoding.encode(params);
    expect([...point]).toEqual([1, expect.closeTo(0.5, 12), 0.25, 0.375, 0.995]);
    expect(encoding.decode(point)).toEqual({ ...params, rate: expect.closeTo(0.1, 12) as number });
  });

  it('do not differ by what is not in use', () => {
    const at = (momentum: number) => encoding.settle(Float64Array.of(0, 0.5, momentum, 0.375, 0.005));
    expect(at(0.1)).toEqual(at(0.9));
    expect(encoding.inUse(at(0.1))).toEqual([true, true, false, true, true]);
  });

  it('have other values of what is not continuous', () => {
    const point = encoding.encode({ optimizer: 'adam', rate: 0.1, fixed: 3, units: 2, steps: 3 });
    expect(encoding.alternatives(point, 0)).toEqual([1]);
    expect(encoding.alternatives(point, 3)).toEqual([0.125, 0.625, 0.875]);
    // 2, 4, 1, 5, 7, 11, 19, 35 and 67.
    expect(encoding.alternatives(point, 4)).toEqual(
      [2, 4, 1, 5, 7, 11, 19, 35, 67].map((value) => expect.closeTo((value - 0.5) / 100, 12) as number),
    );
  });
});
