import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { positiveInteger, positiveNumber } from '../../core/option-schemas.ts';
import { elementCount } from '../../core/shape.ts';
import { normalize } from '../../ops/normalize.ts';
import { reshape } from '../../ops/reshape.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { scaleAndShift, scaleAndShiftOptions } from './scale-and-shift.ts';

export const groupNormLayer = defineLayer({
  type: 'groupNorm',
  options: () =>
    z.strictObject({
      groups: positiveInteger,
      epsilon: positiveNumber.default(1e-5),
      ...scaleAndShiftOptions,
    }),
  build: ({ groups, epsilon, ...affine }, x, context) => {
    const [channels, ...size] = x.shape.slice(1) as [number, ...number[]];
    if (channels % groups !== 0) {
      throw new ShapeError(
        `groupNorm: groups must divide the channels; got groups ${groups} and ${channels} channels`,
        { value: groups },
      );
    }
    const grouped = reshape(x, [x.shape[0]!, groups, (channels / groups) * elementCount(size)]);
    const normalized = reshape(normalize(grouped, { axes: [2], epsilon }), x.shape);
    return scaleAndShift(normalized, [channels], affine, context);
  },
});

/**
 * Group normalisation (Wu and He 2018) of [batch, features] or [batch, channels, height, width]: every example and group
 * of channels by its own mean and variance, then one gamma and beta a channel; the shape stays. One group is layer norm
 * over all axes but for gamma and beta, as many groups as channels is instance norm. `groups` has no default, as in
 * PyTorch, whose epsilon of 1e-5 this has too (Keras: 32 groups and 1e-3); `center` and `scale` are Keras's.
 *
 * @example groupNorm({ groups: 8 })
 */
export function groupNorm(options: LayerOptions<typeof groupNormLayer>): LayerSpec {
  return { type: 'groupNorm', ...options };
}
