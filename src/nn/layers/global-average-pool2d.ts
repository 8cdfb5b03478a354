import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { formatShape } from '../../core/shape.ts';
import { reduceMean } from '../../ops/reduce-sum.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';

export const globalAveragePool2dLayer = defineLayer({
  type: 'globalAveragePool2d',
  options: () => z.strictObject({}),
  build: (_, x) => {
    if (x.shape.length !== 4) {
      throw new ShapeError(
        `globalAveragePool2d: needs an image [batch,channels,height,width]; got ${formatShape(x.shape)}`,
      );
    }
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
