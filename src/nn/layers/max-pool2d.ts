import { z } from 'zod';
import { maxPool2d as pool } from '../../ops/max-pool2d.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { imageSize, poolWindow, poolWindowOptions } from './window.ts';

export const maxPool2dLayer = defineLayer({
  type: 'maxPool2d',
  options: () => z.strictObject(poolWindowOptions),
  build: (options, x) => {
    const [, ...size] = imageSize(x, 'maxPool2d');
    return pool(x, poolWindow(options, size));
  },
});

/**
 * The maximum of each window, [batch, channels, height, width] to [batch, channels, ...]. `strides` are the pool size
 * unless given, so that windows stand side by side; smaller ones make them overlap. Padding is as in `conv2d`, smaller
 * than the window, and never the maximum. Equal maxima of a window share its gradient equally; PyTorch and Keras give it
 * to the first.
 *
 * @example maxPool2d({ poolSize: 3, strides: 2, padding: 'same' })
 */
export function maxPool2d(options: LayerOptions<typeof maxPool2dLayer> = {}): LayerSpec {
  return { type: 'maxPool2d', ...options };
}
