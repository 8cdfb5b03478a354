import { z } from 'zod';
import { oneOf, positiveNumber } from '../../core/option-schemas.ts';
import { normalize } from '../../ops/normalize.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { scaleAndShift, scaleAndShiftOptions } from './scale-and-shift.ts';

export const layerNormLayer = defineLayer({
  type: 'layerNorm',
  options: () =>
    z.strictObject({
      axis: oneOf(['channels', 'all']).default('channels'),
      epsilon: positiveNumber.default(1e-5),
      ...scaleAndShiftOptions,
    }),
  build: ({ axis, epsilon, ...affine }, x, context) => {
    const sizes = x.shape.slice(1) as readonly number[];
    const shape = axis === 'channels' ? sizes.slice(0, 1) : sizes;
    const axes = shape.map((_, index) => index + 1);
    return scaleAndShift(normalize(x, { axes, epsilon }), shape, affine, context);
  },
});

/**
 * Layer normalisation (Ba et al. 2016) of [batch, features] or [batch, channels, height, width]: every example by its own
 * mean and variance; the shape stays. With `axis: 'channels'`, every pixel over its channels, with one gamma and beta a
 * channel, as Keras's `LayerNormalization` does for channels last, and as ConvNeXt does. With `'all'`, every example over
 * channels, height and width, with a gamma and beta for each of them, as PyTorch's `LayerNorm([channels, height, width])`.
 * The epsilon of 1e-5 is PyTorch's (Keras: 1e-3), `center` and `scale` are Keras's.
 *
 * @example layerNorm({ axis: 'channels', epsilon: 1e-6 })
 */
export function layerNorm(options: LayerOptions<typeof layerNormLayer> = {}): LayerSpec {
  return { type: 'layerNorm', ...options };
}
