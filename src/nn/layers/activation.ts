import { z } from 'zod';
import { oneOf } from '../../core/option-schemas.ts';
import { activationNames, activations, type ActivationName } from '../activations.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';

export const activationLayer = defineLayer({
  type: 'activation',
  options: () => z.strictObject({ function: oneOf(activationNames) }),
  build: (options, x) => activations[options.function](x),
});

/**
 * An activation on its own; the shape stays.
 *
 * @example activation('relu')
 */
export function activation(name: ActivationName): LayerSpec {
  return { type: 'activation', function: name };
}
