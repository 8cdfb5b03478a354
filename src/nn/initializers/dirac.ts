import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { positiveInteger } from '../../core/option-schemas.ts';
import { elementCount, formatShape } from '../../core/shape.ts';
import { defineInitializer } from '../initializer.ts';

/**
 * A kernel that passes on as many channels as it can: 1 at the centre of the window between a channel and the filter of
 * its number, else 0, as in PyTorch. `groups` is that of the convolution. The kernel of a dense layer becomes the identity.
 */
export const dirac = defineInitializer({
  type: 'dirac',
  options: z.strictObject({ groups: positiveInteger.default(1) }),
  checkShape: ({ groups }, shape) => {
    if (shape.length < 2 || shape[0]! % groups !== 0) {
      throw new ShapeError(
        `dirac: needs a kernel whose filters divide by groups; got ${formatShape(shape)} and groups ${groups}`,
      );
    }
  },
  fill: ({ groups }, data, { shape: [filters, channels, ...window] }) => {
    const area = elementCount(window);
    const centre = window.reduce((offset, size) => offset * size + Math.floor(size / 2), 0);
    const perGroup = filters! / groups;
    for (let group = 0; group < groups; group++) {
      for (let channel = 0; channel < Math.min(perGroup, channels!); channel++) {
        data[((group * perGroup + channel) * channels! + channel) * area + centre] = 1;
      }
    }
  },
});
