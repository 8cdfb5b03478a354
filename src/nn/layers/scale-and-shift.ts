import { z } from 'zod';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { reshape } from '../../ops/reshape.ts';
import type { LayerContext } from '../layer.ts';

/** Whether a norm has trained shifts and scales; the names are those of Keras. */
export const scaleAndShiftOptions = {
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
};

/**
 * What follows a norm: x · gamma + beta, with trained tensors of `shape`, which lie along the axes of `x` from the channels
 * on. Gamma begins as 1 and beta as 0.
 */
export function scaleAndShift(
  x: Value,
  shape: readonly number[],
  options: { readonly center: boolean; readonly scale: boolean },
  context: LayerContext,
): Value {
  const rest = x.shape.length - 1 - shape.length;
  const along = (value: Value) => reshape(value, [1, ...shape, ...new Array<number>(rest).fill(1)]);
  const scaled = options.scale ? multiply(x, along(context.parameter('gamma', shape, 'ones'))) : x;
  return options.center ? add(scaled, along(context.parameter('beta', shape, 'zeros'))) : scaled;
}
