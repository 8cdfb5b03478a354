import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { positiveInteger } from '../../core/option-schemas.ts';
import { multiply } from '../../ops/multiply.ts';
import { reshape } from '../../ops/reshape.ts';
import { activationSchema } from '../activations/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';
import { dense } from './dense.ts';
import { globalAveragePool2d } from './global-average-pool2d.ts';
import { imageSize } from './window.ts';

export const squeezeExcitationLayer = defineLayer({
  type: 'squeezeExcitation',
  options: () =>
    z.strictObject({
      ratio: positiveInteger.default(16),
      activation: activationSchema.default('relu'),
      gate: activationSchema.default('sigmoid'),
    }),
  build: ({ ratio, activation, gate }, x, context) => {
    const [channels] = imageSize(x, 'squeezeExcitation');
    if (channels % ratio !== 0) {
      throw new ShapeError(
        `squeezeExcitation: ratio must divide the channels; got ratio ${ratio} and ${channels} channels`,
        { value: ratio },
      );
    }
    const gates = context.build(
      [
        globalAveragePool2d(),
        dense({ units: channels / ratio, activation }),
        dense({ units: channels, activation: gate }),
      ],
      x,
    );
    return multiply(x, reshape(gates, [x.shape[0]!, channels, 1, 1]));
  },
});

/**
 * Scales each channel of an image by a number between 0 and 1 that two dense layers compute from the means of all channels
 * (Hu et al. 2018); the shape stays. The first of them, `dense1`, has channels / `ratio` units, which must be a whole
 * number; the second is `dense2`. `gate` gives the factors: 'hardSigmoid' in MobileNetV3.
 *
 * @example squeezeExcitation({ ratio: 4 })
 */
export function squeezeExcitation(options: LayerOptions<typeof squeezeExcitationLayer> = {}): LayerSpec {
  return { type: 'squeezeExcitation', ...options };
}
