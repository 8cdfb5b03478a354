import { z } from 'zod';
import { averagePool2d as pool } from '../../ops/average-pool2d.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { imageSize, poolWindow, poolWindowOptions } from './window.ts';

export const averagePool2dLayer = defineLayer({
  type: 'averagePool2d',
  options: () => z.strictObject(poolWindowOptions),
  build: (options, x) => {
    const [, ...size] = imageSize(x, 'averagePool2d');
    return pool(x, poolWindow(options, size));
  },
});

/**
 * The mean of each window, [batch, channels, height, width] to [batch, channels, ...]. `strides` are the pool size
 * unless given, and padding is as in `conv2d`. A window's mean is over its elements inside the image, as in Keras;
 * PyTorch counts the zeros of the padding too, unless told `count_include_pad=False`.
 *
 * @example averagePool2d({ poolSize: 2 })
 */
export function averagePool2d(options: LayerOptions<typeof averagePool2dLayer> = {}): LayerSpec {
  return { type: 'averagePool2d', ...options };
}
