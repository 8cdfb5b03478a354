import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { positiveInteger } from '../../core/option-schemas.ts';
import { conv2d as convolve } from '../../ops/conv2d.ts';
import { activate, activationSchema } from '../activations/index.ts';
import { initializerSchema } from '../initializers/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { convWindow, convWindowOptions, imageSize } from './window.ts';

export const conv2dLayer = defineLayer({
  type: 'conv2d',
  options: () =>
    z.strictObject({
      filters: positiveInteger,
      ...convWindowOptions,
      groups: positiveInteger.default(1),
      activation: activationSchema.default('linear'),
      useBias: z.boolean().default(true),
      kernelInitializer: initializerSchema.default('glorotUniform'),
      biasInitializer: initializerSchema.default('zeros'),
    }),
  build: (options, x, context) => {
    const { filters, groups, activation, useBias, kernelInitializer } = options;
    const [channels, ...size] = imageSize(x, 'conv2d');
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw new ShapeError(
        `conv2d: groups must divide the channels of the input and the filters; got groups ${groups}, ${channels} channels and ${filters} filters`,
        { value: groups, hint: 'depthwiseConv2d() takes as many groups as there are channels' },
      );
    }
    const { kernel, area, geometry } = convWindow(options, size);
    const fans = { fanIn: (channels / groups) * area, fanOut: (filters / groups) * area };
    return activate(
      convolve(
        x,
        context.parameter('kernel', [filters, channels / groups, ...kernel], kernelInitializer, fans),
        useBias ? context.parameter('bias', [filters], options.biasInitializer, fans) : undefined,
        { ...geometry, groups },
      ),
      activation,
    );
  },
});

/**
 * A convolution over images: [batch, channels, height, width] to [batch, filters, ...]. Kernel
 * [filters, channels / groups, height, width] by Glorot uniform and zero bias, as in Keras; the fans are those of one
 * group.
 *
 * - `padding: 'same'` gives ⌈size / stride⌉ as in Keras, with the odd zero at the bottom and right; `'valid'` pads
 *   nothing; a number pads all sides, `[vertical, horizontal]` is PyTorch's, `[top, left, bottom, right]` says all four.
 * - `strides`, `dilationRate` and `kernelSize` are a number or `[vertical, horizontal]`, and go together in any way.
 * - `groups` splits channels and filters into so many parts that do not mix; it must divide both.
 *
 * @example conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function conv2d(options: LayerOptions<typeof conv2dLayer>): LayerSpec {
  return { type: 'conv2d', ...options };
}
