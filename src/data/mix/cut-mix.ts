import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { boxAround, forEachRow } from '../augment/box.ts';
import { symmetricBeta } from './beta.ts';
import { defineMix, type MixOptions, type MixSpec } from './mix.ts';

export const cutMixMix = defineMix({
  type: 'cutMix',
  options: z.strictObject({ alpha: positiveNumber.default(1) }),
  prepare: ({ alpha }, shape) => {
    const [height, width] = shape;
    return (image, partner, random, out) => {
      const side = Math.sqrt(1 - symmetricBeta(random, alpha));
      const size = { width: Math.floor(width * side), height: Math.floor(height * side) };
      const centre = { x: random.integer(width), y: random.integer(height) };
      const box = boxAround(shape, centre, size);
      out.set(image);
      forEachRow(shape, box, (start, end) => {
        out.set(partner.subarray(start, end), start);
      });
      return 1 - ((box.right - box.left) * (box.bottom - box.top)) / (width * height);
    };
  },
});

/**
 * CutMix (Yun et al. 2019): a rectangle of every image of a batch is replaced by the same rectangle of a partner, and the
 * target is shared by area. Partners are the same batch in a random order. Before it is cut off at the image's edge, the
 * rectangle has the share 1 − λ of the area and the image's proportions, λ from Beta(alpha, alpha), `alpha` 1; its centre is
 * any pixel, each equally likely.
 *
 * @example cutMix({ alpha: 1, probability: 0.5 })
 */
export function cutMix(options: MixOptions<typeof cutMixMix> = {}): MixSpec {
  return { type: 'cutMix', ...options };
}
