import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';

/** One number for both directions, or [vertical, horizontal]. */
export const pairSchema = z.union(
  [positiveInteger, z.tuple([positiveInteger, positiveInteger])],
  'Expected a positive integer or two',
);

export function asPair(pair: z.output<typeof pairSchema>): [vertical: number, horizontal: number] {
  return typeof pair === 'number' ? [pair, pair] : pair;
}

/** The zeros around an image [top, left, bottom, right] that make the output ⌈size / stride⌉; the odd one comes last. */
export function samePads(
  size: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
): number[] {
  const totals = size.map((dim, axis) => {
    const outputs = Math.ceil(dim / strides[axis]!);
    return Math.max(0, (outputs - 1) * strides[axis]! + kernel[axis]! - dim);
  });
  const before = totals.map((total) => Math.floor(total / 2));
  return [...before, ...totals.map((total, axis) => total - before[axis]!)];
}
