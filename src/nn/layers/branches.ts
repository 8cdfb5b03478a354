import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { oneOf } from '../../core/option-schemas.ts';
import { formatShape, sameShape } from '../../core/shape.ts';
import { add } from '../../ops/add.ts';
import { concatenate } from '../../ops/concatenate.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';

export const branchesLayer = defineLayer({
  type: 'branches',
  options: (layers) =>
    z.strictObject({
      paths: z.array(layers).min(2, 'Expected at least two lists of layers'),
      merge: oneOf(['add', 'concatenate']).default('add'),
    }),
  build: ({ paths, merge }, x, context) => {
    const outputs = paths.map((layers) => context.build(layers, x));
    if (merge === 'concatenate') return concatenate(outputs, 1);
    if (!outputs.every((output) => sameShape(output.shape, outputs[0]!.shape))) {
      const shapes = outputs.map((output) => formatShape(output.shape)).join(' and ');
      throw new ShapeError(`branches: paths that are added must agree; got ${shapes}`);
    }
    return outputs.reduce((sum, output) => add(sum, output));
  },
});

/**
 * Several paths from the same input whose outputs are added, or joined along the channels. An empty path passes its
 * input on, so a residual block is a path of layers beside an empty one.
 *
 * @example branches({ paths: [[conv2d({ filters: 32, kernelSize: 3, padding: 'same' })], []], merge: 'add' })
 */
export function branches(options: {
  readonly paths: readonly (readonly LayerSpec[])[];
  readonly merge?: 'add' | 'concatenate';
}): LayerSpec {
  return { type: 'branches', ...options };
}
