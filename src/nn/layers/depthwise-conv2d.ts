import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';
import { conv2d as convolve } from '../../ops/conv2d.ts';
import { activate, activationSchema } from '../activations/index.ts';
import { initializerSchema } from '../initializers/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { convWindow, convWindowOptions, imageSize } from './window.ts';

export const depthwiseConv2dLayer = defineLayer({
  type: 'depthwiseConv2d',
  options: () =>
    z.strictObject({
      ...convWindowOptions,
      depthMultiplier: positiveInteger.default(1),
      activation: activationSchema.default('linear'),
      useBias: z.boolean().default(true),
      depthwiseInitializer: initializerSchema.default('glorotUniform'),
      biasInitializer: initializerSchema.default('zeros'),
    }),
  build: (options, x, context) => {
    const { depthMultiplier, activation, useBias, depthwiseInitializer } = options;
    const [channels, ...size] = imageSize(x, 'depthwiseConv2d');
    const filters = channels * depthMultiplier;
    const { kernel, area, geometry } = convWindow(options, size);
    const fans = { fanIn: area, fanOut: depthMultiplier * area };
    return activate(
      convolve(
        x,
        context.parameter('kernel', [filters, 1, ...kernel], depthwiseInitializer, fans),
        useBias ? context.parameter('bias', [filters], options.biasInitializer, fans) : undefined,
        { ...geometry, groups: channels },
      ),
      activation,
    );
  },
});

/**
 * A convolution of every channel by itself, with `depthMultiplier` kernels each: [batch, channels, height, width] to
 * [batch, channels · depthMultiplier, ...], a channel's results side by side, as in Keras and PyTorch. Kernel
 * [channels · depthMultiplier, 1, height, width]. Windows as in `conv2d`. Glorot uniform takes the fans of one channel, as
 * PyTorch counts them; Keras counts all channels in and starts with smaller weights.
 *
 * @example depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false })
 */
export function depthwiseConv2d(options: LayerOptions<typeof depthwiseConv2dLayer>): LayerSpec {
  return { type: 'depthwiseConv2d', ...options };
}
