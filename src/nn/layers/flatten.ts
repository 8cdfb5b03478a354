import { z } from 'zod';
import { reshape } from '../../ops/reshape.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';

export const flattenLayer = defineLayer({
  type: 'flatten',
  options: () => z.strictObject({}),
  build: (_, x) => {
    const [batch, ...rest] = x.shape;
    return reshape(x, [batch!, (rest as number[]).reduce((a, b) => a * b, 1)]);
  },
});

/**
 * Each example as one row: [batch, channels, height, width] to [batch, channels · height · width], channel by channel
 * as in PyTorch.
 *
 * @example flatten()
 */
export function flatten(): LayerSpec {
  return { type: 'flatten' };
}
