import { z } from 'zod';
import { multiply } from '../../ops/multiply.ts';
import { reshape } from '../../ops/reshape.ts';
import { initializerSchema } from '../initializers/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';

export const layerScaleLayer = defineLayer({
  type: 'layerScale',
  options: () =>
    z.strictObject({ gammaInitializer: initializerSchema.default({ type: 'constant', value: 1e-6 }) }),
  build: ({ gammaInitializer }, x, context) => {
    const channels = x.shape[1] as number;
    const gamma = context.parameter('gamma', [channels], gammaInitializer);
    return multiply(x, reshape(gamma, [1, channels, ...x.shape.slice(2).map(() => 1)]));
  },
});

/**
 * Each channel times a trained number (Touvron et al. 2021), at the end of the layers of a residual block; the shape stays.
 * The numbers begin at 1e-6, as in ConvNeXt.
 *
 * @example layerScale({ gammaInitializer: { type: 'constant', value: 1e-6 } })
 */
export function layerScale(options: LayerOptions<typeof layerScaleLayer> = {}): LayerSpec {
  return { type: 'layerScale', ...options };
}
