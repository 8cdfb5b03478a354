import { z } from 'zod';
import { reduceMean } from '../../ops/reduce-sum.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';
import { imageSize } from './window.ts';

export const globalAveragePool2dLayer = defineLayer({
  type: 'globalAveragePool2d',
  options: () => z.strictObject({}),
  build: (_, x) => {
    imageSize(x, 'globalAveragePool2d');
    return reduceMean(x, { axes: [2, 3] });
  },
});

/**
 * The mean of each channel over the image: [batch, channels, height, width] to [batch, channels].
 *
 * @example globalAveragePool2d()
 */
export function globalAveragePool2d(): LayerSpec {
  return { type: 'globalAveragePool2d' };
}
