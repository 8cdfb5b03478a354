import { z } from 'zod';
import { maxPool2d as pool } from '../../ops/max-pool2d.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { asPair, pairSchema } from './window.ts';

export const maxPool2dLayer = defineLayer({
  type: 'maxPool2d',
  options: () => z.strictObject({ poolSize: pairSchema.default(2) }),
  build: ({ poolSize }, x) => pool(x, { size: asPair(poolSize) }),
});

/**
 * The maximum of each window, [batch, channels, height, width] to [batch, channels, ⌊height / size⌋, ⌊width / size⌋].
 * Windows stand side by side. Equal maxima share the gradient equally; PyTorch and Keras give it to the first.
 *
 * @example maxPool2d({ poolSize: 2 })
 */
export function maxPool2d(options: LayerOptions<typeof maxPool2dLayer> = {}): LayerSpec {
  return { type: 'maxPool2d', ...options };
}
