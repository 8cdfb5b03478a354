import { z } from 'zod';
import type { Value } from '../../graph/graph.ts';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { reshape } from '../../ops/reshape.ts';
import { initializerSchema } from '../initializers/index.ts';
import type { LayerContext } from '../layer.ts';

/** Whether a norm has a trained beta and gamma, and how they begin; the names are those of Keras. */
export const scaleAndShiftOptions = {
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
  betaInitializer: initializerSchema.default('zeros'),
  gammaInitializer: initializerSchema.default('ones'),
};

export type ScaleAndShift = z.output<z.ZodObject<typeof scaleAndShiftOptions>>;

/** The trained gamma and beta of `shape`; `undefined` where the options say that there is none. */
export function scaleAndShiftParameters(
  { center, scale, betaInitializer, gammaInitializer }: ScaleAndShift,
  shape: readonly number[],
  context: LayerContext,
): { readonly gamma: Value | undefined; readonly beta: Value | undefined } {
  return {
    gamma: scale ? context.parameter('gamma', shape, gammaInitializer) : undefined,
    beta: center ? context.parameter('beta', shape, betaInitializer) : undefined,
  };
}

/** What follows a norm: x · gamma + beta, of `shape`, which lie along the axes of `x` from the channels on. */
export function scaleAndShift(
  x: Value,
  shape: readonly number[],
  options: ScaleAndShift,
  context: LayerContext,
): Value {
  const rest = x.shape.length - 1 - shape.length;
  const along = (value: Value) => reshape(value, [1, ...shape, ...new Array<number>(rest).fill(1)]);
  const { gamma, beta } = scaleAndShiftParameters(options, shape, context);
  const scaled = gamma ? multiply(x, along(gamma)) : x;
  return beta ? add(scaled, along(beta)) : scaled;
}
