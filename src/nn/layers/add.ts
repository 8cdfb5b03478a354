import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { formatShape, sameShape } from '../../core/shape.ts';
import { add as sum } from '../../ops/add.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';
import { buildPaths, pathsSchema } from './paths.ts';

export const addLayer = defineLayer({
  type: 'add',
  options: (layers) => z.strictObject({ paths: pathsSchema(layers) }),
  build: ({ paths }, x, context) => {
    const outputs = buildPaths(paths, x, context);
    if (!outputs.every((output) => sameShape(output.shape, outputs[0]!.shape))) {
      const shapes = outputs.map((output) => formatShape(output.shape));
      throw new ShapeError(`add: the paths must give one shape; got ${shapes.join(' and ')}`, {
        value: shapes,
      });
    }
    return outputs.reduce((total, output) => sum(total, output));
  },
});

/**
 * The sum of the outputs of several paths of layers from the same input. An empty path passes the input on. For a path
 * beside a shortcut see `residual`.
 *
 * @example add({ paths: [[conv2d({ filters: 32, kernelSize: 3, padding: 'same' })], []] })
 */
export function add(options: { readonly paths: readonly (readonly LayerSpec[])[] }): LayerSpec {
  return { type: 'add', ...options };
}
