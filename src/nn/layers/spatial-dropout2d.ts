import { z } from 'zod';
import { fractionBelowOne } from '../../core/option-schemas.ts';
import { staticShape } from '../../core/shape.ts';
import { dropoutFactor } from '../../ops/dropout-factor.ts';
import { multiply } from '../../ops/multiply.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { imageSize } from './window.ts';

export const spatialDropout2dLayer = defineLayer({
  type: 'spatialDropout2d',
  options: () => z.strictObject({ rate: fractionBelowOne }),
  build: ({ rate }, x, context) => {
    imageSize(x, 'spatialDropout2d');
    if (!context.training || rate === 0) return x;
    const [batch, channels] = staticShape(x.shape, 'spatialDropout2d');
    const mask = context.dropoutMask([batch!, channels!, 1, 1], rate);
    return multiply(x, dropoutFactor(mask, rate));
  },
});

/**
 * Dropout of whole channels of an image (Tompson et al. 2015), as `SpatialDropout2D` in Keras and `Dropout2d` in PyTorch:
 * sets each to 0 with probability `rate` while training and scales the rest by 1 / (1 − rate); does nothing afterwards.
 *
 * @example spatialDropout2d({ rate: 0.1 })
 */
export function spatialDropout2d(options: LayerOptions<typeof spatialDropout2dLayer>): LayerSpec {
  return { type: 'spatialDropout2d', ...options };
}
