import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { positiveInteger } from '../../core/option-schemas.ts';
import { formatShape } from '../../core/shape.ts';
import { add } from '../../ops/add.ts';
import { matmul } from '../../ops/matmul.ts';
import { activate, activationSchema } from '../activations/index.ts';
import { initializerSchema } from '../initializers/index.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';

export const denseLayer = defineLayer({
  type: 'dense',
  options: () =>
    z.strictObject({
      units: positiveInteger,
      activation: activationSchema.default('linear'),
      useBias: z.boolean().default(true),
      kernelInitializer: initializerSchema.default('glorotUniform'),
      biasInitializer: initializerSchema.default('zeros'),
    }),
  build: ({ units, activation, useBias, kernelInitializer, biasInitializer }, x, context) => {
    const features = x.shape[1];
    if (x.shape.length !== 2 || typeof features !== 'number') {
      throw new ShapeError(`dense: needs [batch,features]; got ${formatShape(x.shape)}`, {
        value: x.shape,
        hint: 'put flatten() before it',
      });
    }
    const fans = { fanIn: features, fanOut: units };
    const kernel = context.parameter('kernel', [features, units], kernelInitializer, fans);
    const product = matmul(x, kernel);
    const sum = useBias ? add(product, context.parameter('bias', [units], biasInitializer, fans)) : product;
    return activate(sum, activation);
  },
});

/**
 * A fully connected layer: activation(x · kernel + bias), [batch, features] to [batch, units]. Kernel [features, units]
 * by Glorot uniform and zero bias, as in Keras. A bias initialiser that scales by fans uses those of the kernel.
 *
 * @example dense({ units: 128, activation: 'relu' })
 */
export function dense(options: LayerOptions<typeof denseLayer>): LayerSpec {
  return { type: 'dense', ...options };
}
