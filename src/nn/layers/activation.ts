import { z } from 'zod';
import { activate, activationSchema, type ActivationSpec } from '../activations/index.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';

export const activationLayer = defineLayer({
  type: 'activation',
  options: () => z.strictObject({ function: activationSchema }),
  build: (options, x) => activate(x, options.function),
});

/**
 * An activation on its own; the shape stays.
 *
 * @example activation({ type: 'leakyRelu', negativeSlope: 0.1 })
 */
export function activation(of: ActivationSpec): LayerSpec {
  return { type: 'activation', function: of };
}
