import { z } from 'zod';
import { oneOf, positiveNumber } from '../../core/option-schemas.ts';
import type { RandomStream } from '../../core/random.ts';
import { defineInitializer, type InitializedTensor } from '../initializer.ts';

const modes = ['fanIn', 'fanOut', 'fanAverage'] as const;
const distributions = ['uniform', 'normal'] as const;

interface VarianceScaling {
  readonly scale: number;
  readonly mode: (typeof modes)[number];
  readonly distribution: (typeof distributions)[number];
}

/**
 * Numbers of mean 0 and variance `scale` / fan, uniform or normal (not truncated). Named and with defaults as in Keras,
 * but for the distribution, which is a truncated normal there. PyTorch's own initial weights and biases of dense and
 * convolution layers are `{ type: 'varianceScaling', scale: 1 / 3, distribution: 'uniform' }`.
 */
export const varianceScaling = defineInitializer({
  type: 'varianceScaling',
  options: z.strictObject({
    scale: positiveNumber.default(1),
    mode: oneOf(modes).default('fanIn'),
    distribution: oneOf(distributions).default('normal'),
  }),
  fill: fillScaled,
});

/** What the Glorot, He and LeCun initialisers are: a scale, a fan and a distribution. */
export function fillScaled(
  { scale, mode, distribution }: VarianceScaling,
  data: Float32Array,
  { fanIn, fanOut }: Pick<InitializedTensor, 'fanIn' | 'fanOut'>,
  stream: RandomStream,
): void {
  const fan = { fanIn, fanOut, fanAverage: (fanIn + fanOut) / 2 }[mode];
  const deviation = Math.sqrt(scale / fan);
  const limit = Math.sqrt((3 * scale) / fan);
  for (let index = 0; index < data.length; index++) {
    data[index] = distribution === 'uniform' ? stream.uniform(-limit, limit) : deviation * stream.normal();
  }
}
