import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { oneOf, positiveInteger } from '../../core/option-schemas.ts';
import { formatShape } from '../../core/shape.ts';
import { conv2d as convolve } from '../../ops/conv2d.ts';
import { activationNames, activations } from '../activations.ts';
import { initializerNames } from '../initializers/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { asPair, pairSchema, samePads } from './window.ts';

export const conv2dLayer = defineLayer({
  type: 'conv2d',
  options: () =>
    z.strictObject({
      filters: positiveInteger,
      kernelSize: pairSchema,
      strides: pairSchema.default(1),
      padding: oneOf(['valid', 'same']).default('valid'),
      activation: oneOf(activationNames).default('linear'),
      useBias: z.boolean().default(true),
      kernelInitializer: oneOf(initializerNames).default('glorotUniform'),
    }),
  build: ({ filters, kernelSize, strides, padding, activation, useBias, kernelInitializer }, x, context) => {
    if (x.shape.length !== 4) {
      throw new ShapeError(
        `conv2d: needs an image [batch,channels,height,width]; got ${formatShape(x.shape)}`,
        {
          value: x.shape,
          hint: 'put it before flatten()',
        },
      );
    }
    const [, channels, ...size] = x.shape as number[];
    const kernel = asPair(kernelSize);
    const steps = asPair(strides);
    const area = kernel[0] * kernel[1];
    const fans = { fanIn: channels! * area, fanOut: filters * area };
    return activations[activation](
      convolve(
        x,
        context.parameter('kernel', [filters, channels!, ...kernel], kernelInitializer, fans),
        useBias ? context.parameter('bias', [filters], 'zeros') : undefined,
        {
          strides: steps,
          pads: padding === 'same' ? samePads(size, kernel, steps) : [0, 0, 0, 0],
          dilations: [1, 1],
          groups: 1,
        },
      ),
    );
  },
});

/**
 * A convolution over images: [batch, channels, height, width] to [batch, filters, ...]. `padding: 'same'` gives
 * ⌈size / stride⌉ as in Keras, with the odd zero at the bottom and right; `'valid'` pads nothing. Kernel
 * [filters, channels, height, width] by Glorot uniform and zero bias, as in Keras.
 *
 * @example conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function conv2d(options: LayerOptions<typeof conv2dLayer>): LayerSpec {
  return { type: 'conv2d', ...options };
}
