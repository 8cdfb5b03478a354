import { z } from 'zod';
import { positiveNumber } from '../../core/option-schemas.ts';
import { symmetricBeta } from './beta.ts';
import { defineMix, type MixOptions, type MixSpec } from './mix.ts';

export const mixupMix = defineMix({
  type: 'mixup',
  options: z.strictObject({ alpha: positiveNumber.default(0.2) }),
  prepare:
    ({ alpha }) =>
    (image, partner, random, out) => {
      const share = symmetricBeta(random, alpha);
      for (let index = 0; index < out.length; index++) {
        const other = partner[index]!;
        out[index] = other + (image[index]! - other) * share + 0.5;
      }
      return share;
    },
});

/**
 * Mixup (Zhang et al. 2018): every image of a batch becomes λ · image + (1 − λ) · partner, and its target
 * λ · (its class) + (1 − λ) · (the partner's class). Partners are the same batch in a random order; λ is drawn for every image
 * from Beta(alpha, alpha), `alpha` 0.2. Mixed values are rounded to bytes.
 *
 * @example mixup({ alpha: 0.2 })
 */
export function mixup(options: MixOptions<typeof mixupMix> = {}): MixSpec {
  return { type: 'mixup', ...options };
}
