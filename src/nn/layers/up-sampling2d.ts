import { z } from 'zod';
import { upsample2d } from '../../ops/upsample2d.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { asPair, imageSize, pairSchema } from './window.ts';

export const upSampling2dLayer = defineLayer({
  type: 'upSampling2d',
  options: () => z.strictObject({ size: pairSchema.default(2) }),
  build: ({ size }, x) => {
    imageSize(x, 'upSampling2d');
    return upsample2d(x, { size: asPair(size) });
  },
});

/**
 * Each row and each column `size` times: [batch, channels, height, width] to
 * [batch, channels, height · size, width · size], as `UpSampling2D` of Keras and `Upsample` of PyTorch with
 * nearest-neighbour interpolation, the only one there is.
 *
 * @example upSampling2d({ size: 2 })
 */
export function upSampling2d(options: LayerOptions<typeof upSampling2dLayer> = {}): LayerSpec {
  return { type: 'upSampling2d', ...options };
}
