import fc from 'fast-check';
import { expect, it } from 'vitest';
import { risingOrder } from './rising-order.ts';

it('is that of a stable sort', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (numbers) => {
      const order = numbers.map((_, index) => index).sort((a, b) => numbers[a]! - numbers[b]!);
      expect([...risingOrder(Float64Array.from(numbers))]).toEqual(order);
    }),
  );
});
