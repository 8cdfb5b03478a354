import { z } from 'zod';
import { fractionBelowOne } from '../../core/option-schemas.ts';
import { staticShape } from '../../core/shape.ts';
import { dropoutFactor } from '../../ops/dropout-factor.ts';
import { multiply } from '../../ops/multiply.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';

export const dropoutLayer = defineLayer({
  type: 'dropout',
  options: () => z.strictObject({ rate: fractionBelowOne }),
  build: ({ rate }, x, context) => {
    if (!context.training || rate === 0) return x;
    const mask = context.dropoutMask(staticShape(x.shape, 'dropout'), rate);
    return multiply(x, dropoutFactor(mask, rate));
  },
});

/**
 * Sets each element to 0 with probability `rate` while training and scales the rest by 1 / (1 − rate) (Srivastava et
 * al. 2014); does nothing afterwards. The probability is exact to 1 in 65,536. The shape stays.
 *
 * @example dropout({ rate: 0.3 })
 */
export function dropout(options: LayerOptions<typeof dropoutLayer>): LayerSpec {
  return { type: 'dropout', ...options };
}
