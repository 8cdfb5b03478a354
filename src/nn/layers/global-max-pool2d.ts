import { z } from 'zod';
import { maxPool2d } from '../../ops/max-pool2d.ts';
import { reshape } from '../../ops/reshape.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';
import { imageSize } from './window.ts';

export const globalMaxPool2dLayer = defineLayer({
  type: 'globalMaxPool2d',
  options: () => z.strictObject({}),
  build: (_, x) => {
    const [channels, ...size] = imageSize(x, 'globalMaxPool2d');
    return reshape(maxPool2d(x, { size }), [x.shape[0]!, channels]);
  },
});

/**
 * The maximum of each channel over the image: [batch, channels, height, width] to [batch, channels]. Equal maxima share
 * the gradient equally.
 *
 * @example globalMaxPool2d()
 */
export function globalMaxPool2d(): LayerSpec {
  return { type: 'globalMaxPool2d' };
}
