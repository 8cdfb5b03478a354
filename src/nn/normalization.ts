import { z } from 'zod';
import type { Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';

const perChannel = z
  .array(z.number('Expected a number'), 'Expected one number a channel')
  .min(1)
  .max(4)
  .readonly();

/** The schema of what is taken off and divided by, one number a channel on the scale 0 to 1. */
export const normalizationConstantsSchema = z.strictObject({
  mean: perChannel.describe('What is taken off each channel'),
  deviation: perChannel
    .refine((values) => values.every((value) => value > 0), 'Expected numbers above 0')
    .describe('What each channel is then divided by'),
});

/** What is taken off the pixels and what they are then divided by, one number a channel on the scale 0 to 1. */
export type NormalizationConstants = z.infer<typeof normalizationConstantsSchema>;

/** (x - mean) / deviation of planes [batch, channels, height, width] of bytes as float32. */
export function normalizeBytes(planes: Value, { mean, deviation }: NormalizationConstants): Value {
  const constant = (values: readonly number[]): Value =>
    planes.graph.constant('float32', [1, values.length, 1, 1], Float32Array.from(values));
  const scale = constant(deviation.map((value) => 1 / (255 * value)));
  return add(multiply(planes, scale), constant(mean.map((value, at) => -value / deviation[at]!)));
}
