import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { oneOf, positiveInteger } from '../../core/option-schemas.ts';
import { formatShape } from '../../core/shape.ts';
import type { Value } from '../../graph/graph.ts';

/** One number for both directions, or [vertical, horizontal]. */
export const pairSchema = z.union(
  [positiveInteger, z.tuple([positiveInteger, positiveInteger])],
  'Expected a positive integer or two',
);

export function asPair(pair: z.output<typeof pairSchema>): [vertical: number, horizontal: number] {
  return typeof pair === 'number' ? [pair, pair] : pair;
}

const count = z.int('Expected a whole number of at least 0').min(0, 'Expected a whole number of at least 0');

/** Rows and columns beside an image: one number all round, [vertical, horizontal], or [top, left, bottom, right]. */
export const sidesSchema = z.union(
  [count, z.tuple([count, count]), z.tuple([count, count, count, count])],
  'Expected a whole number of at least 0, two of them, or four',
);

/** `valid`, `same`, or an explicit number of rows and columns. */
const paddingSchema = z.union(
  [oneOf(['valid', 'same']), sidesSchema],
  "Expected 'valid', 'same', or a whole number of at least 0, two of them, or four",
);

/** The rows and columns as [top, left, bottom, right]. */
export function asSides(sides: z.output<typeof sidesSchema>): number[] {
  if (typeof sides === 'number') return [sides, sides, sides, sides];
  return sides.length === 2 ? [...sides, ...sides] : [...sides];
}

/** Channels, height and width of an image [batch, channels, height, width]; raises, naming `what`, for anything else. */
export function imageSize(x: Value, what: string): [channels: number, height: number, width: number] {
  if (x.shape.length !== 4) {
    throw new ShapeError(
      `${what}: needs an image [batch,channels,height,width]; got ${formatShape(x.shape)}`,
      { value: x.shape, hint: 'put it before flatten()' },
    );
  }
  return x.shape.slice(1) as [number, number, number];
}

/** The rows and columns around an image of height and width `size`, [top, left, bottom, right]. */
function resolvePads(
  padding: z.output<typeof paddingSchema>,
  size: readonly number[],
  window: readonly number[],
  strides: readonly number[],
): number[] {
  if (padding === 'valid') return [0, 0, 0, 0];
  return padding === 'same' ? samePads(size, window, strides) : asSides(padding);
}

/** The zeros around an image [top, left, bottom, right] that make the output ⌈size / stride⌉; the odd one comes last. */
export function samePads(
  size: readonly number[],
  window: readonly number[],
  strides: readonly number[],
): number[] {
  const totals = size.map((dim, axis) => {
    const outputs = Math.ceil(dim / strides[axis]!);
    return Math.max(0, (outputs - 1) * strides[axis]! + window[axis]! - dim);
  });
  const before = totals.map((total) => Math.floor(total / 2));
  return [...before, ...totals.map((total, axis) => total - before[axis]!)];
}

/** The options of all convolutions that say where their windows stand. */
export const convWindowOptions = {
  kernelSize: pairSchema,
  strides: pairSchema.default(1),
  padding: paddingSchema.default('valid'),
  dilationRate: pairSchema.default(1),
};

interface ConvWindow {
  readonly kernelSize: z.output<typeof pairSchema>;
  readonly strides: z.output<typeof pairSchema>;
  readonly padding: z.output<typeof paddingSchema>;
  readonly dilationRate: z.output<typeof pairSchema>;
}

/** The kernel's height and width, and where its windows stand over images of height and width `size`. */
export function convWindow(
  { kernelSize, strides, padding, dilationRate }: ConvWindow,
  size: readonly number[],
) {
  const kernel = asPair(kernelSize);
  const steps = asPair(strides);
  const dilations = asPair(dilationRate);
  const extent = kernel.map((taps, axis) => dilations[axis]! * (taps - 1) + 1);
  return {
    kernel,
    area: kernel[0] * kernel[1],
    geometry: { strides: steps, pads: resolvePads(padding, size, extent, steps), dilations },
  };
}

/** The options of poolings that say where their windows stand. */
export const poolWindowOptions = {
  poolSize: pairSchema.default(2),
  strides: pairSchema.optional(),
  padding: paddingSchema.default('valid'),
};

interface PoolWindow {
  readonly poolSize: z.output<typeof pairSchema>;
  readonly strides?: z.output<typeof pairSchema> | undefined;
  readonly padding: z.output<typeof paddingSchema>;
}

/** Where the windows of a pooling stand over images of height and width `size`; side by side unless strides are given. */
export function poolWindow({ poolSize, strides, padding }: PoolWindow, size: readonly number[]) {
  const window = asPair(poolSize);
  const steps = asPair(strides ?? poolSize);
  return { size: window, strides: steps, pads: resolvePads(padding, size, window, steps) };
}
