import { z } from 'zod';
import { pad2d } from '../../ops/pad2d.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { asSides, imageSize, sidesSchema } from './window.ts';

/**
 * The least normal number: the runtime moves a border of exact zeros into the pooling after it, where borders do not count,
 * and refuses one as wide as the window. Added to anything it is zero.
 */
const ZERO = 2 ** -126;

export const zeroPadding2dLayer = defineLayer({
  type: 'zeroPadding2d',
  options: () => z.strictObject({ padding: sidesSchema.default(1) }),
  build: ({ padding }, x) => {
    imageSize(x, 'zeroPadding2d');
    return pad2d(x, { pads: asSides(padding) }, ZERO);
  },
});

/**
 * Zeros around images: [batch, channels, height, width] to [batch, channels, top + height + bottom, left + width + right].
 * `padding` is a number for all sides, `[vertical, horizontal]` or `[top, left, bottom, right]`; Keras writes the last as
 * `((top, bottom), (left, right))`.
 *
 * @example zeroPadding2d({ padding: [0, 0, 1, 1] })
 */
export function zeroPadding2d(options: LayerOptions<typeof zeroPadding2dLayer> = {}): LayerSpec {
  return { type: 'zeroPadding2d', ...options };
}
