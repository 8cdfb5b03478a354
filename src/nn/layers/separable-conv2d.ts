import { z } from 'zod';
import { positiveInteger } from '../../core/option-schemas.ts';
import { conv2d as convolve } from '../../ops/conv2d.ts';
import { activate, activationSchema } from '../activations/index.ts';
import { initializerSchema } from '../initializers/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { convWindow, convWindowOptions, imageSize } from './window.ts';

const ONE_BY_ONE = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], groups: 1 };

export const separableConv2dLayer = defineLayer({
  type: 'separableConv2d',
  options: () =>
    z.strictObject({
      filters: positiveInteger,
      ...convWindowOptions,
      depthMultiplier: positiveInteger.default(1),
      activation: activationSchema.default('linear'),
      useBias: z.boolean().default(true),
      depthwiseInitializer: initializerSchema.default('glorotUniform'),
      pointwiseInitializer: initializerSchema.default('glorotUniform'),
      biasInitializer: initializerSchema.default('zeros'),
    }),
  build: (options, x, context) => {
    const { filters, depthMultiplier, activation, useBias } = options;
    const [channels, ...size] = imageSize(x, 'separableConv2d');
    const depth = channels * depthMultiplier;
    const { kernel, area, geometry } = convWindow(options, size);
    const depthwise = context.parameter(
      'depthwise.kernel',
      [depth, 1, ...kernel],
      options.depthwiseInitializer,
      { fanIn: area, fanOut: depthMultiplier * area },
    );
    const fans = { fanIn: depth, fanOut: filters };
    const pointwise = context.parameter(
      'pointwise.kernel',
      [filters, depth, 1, 1],
      options.pointwiseInitializer,
      fans,
    );
    const bias = useBias ? context.parameter('bias', [filters], options.biasInitializer, fans) : undefined;
    const planes = convolve(x, depthwise, undefined, { ...geometry, groups: channels });
    return activate(convolve(planes, pointwise, bias, ONE_BY_ONE), activation);
  },
});

/**
 * A convolution of every channel by itself and then a 1x1 convolution that mixes them, with nothing in between:
 * [batch, channels, height, width] to [batch, filters, ...], as in Keras. Kernels `depthwise.kernel`
 * [channels · depthMultiplier, 1, height, width] and `pointwise.kernel` [filters, channels · depthMultiplier, 1, 1], one
 * bias at the end. Windows as in `conv2d`, fans as in `depthwiseConv2d`.
 *
 * @example separableConv2d({ filters: 64, kernelSize: 3, padding: 'same', activation: 'relu' })
 */
export function separableConv2d(options: LayerOptions<typeof separableConv2dLayer>): LayerSpec {
  return { type: 'separableConv2d', ...options };
}
