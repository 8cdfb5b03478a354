import { z } from 'zod';
import { add } from '../../ops/add.ts';
import { multiply } from '../../ops/multiply.ts';
import { relu } from '../../ops/relu.ts';
import { reshape } from '../../ops/reshape.ts';
import { subtract } from '../../ops/subtract.ts';
import { initializerSchema } from '../initializers/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';

export const preluLayer = defineLayer({
  type: 'prelu',
  options: () =>
    z.strictObject({
      shared: z.boolean().default(false),
      slopeInitializer: initializerSchema.default({ type: 'constant', value: 0.25 }),
    }),
  build: ({ shared, slopeInitializer }, x, context) => {
    const count = shared ? 1 : (x.shape[1] as number);
    const fans = { fanIn: count, fanOut: count };
    const slope = reshape(context.parameter('slope', [count], slopeInitializer, fans), [
      1,
      count,
      ...x.shape.slice(2).map(() => 1),
    ]);
    const positive = relu(x);
    return add(positive, multiply(subtract(x, positive), slope));
  },
});

/**
 * x where it is positive, else slope · x with a trained slope (He et al. 2015); the shape stays. One slope a channel (or
 * feature) as in the paper, or with `shared` a single one, which is PyTorch's default; Keras has one for every pixel unless
 * `shared_axes` says otherwise. Slopes begin at 0.25 as in the paper and in PyTorch; in Keras at 0.
 *
 * @example prelu({ shared: true })
 */
export function prelu(options: LayerOptions<typeof preluLayer> = {}): LayerSpec {
  return { type: 'prelu', ...options };
}
