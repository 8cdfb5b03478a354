import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { formatShape, type Shape } from '../../core/shape.ts';
import { concatenate as join } from '../../ops/concatenate.ts';
import { defineLayer, type LayerSpec } from '../layer.ts';
import { buildPaths, pathsSchema } from './paths.ts';

export const concatenateLayer = defineLayer({
  type: 'concatenate',
  options: (layers) => z.strictObject({ paths: pathsSchema(layers) }),
  build: ({ paths }, x, context) => {
    const outputs = buildPaths(paths, x, context);
    const besideChannels = (shape: Shape) => shape.filter((_, axis) => axis !== 1).join();
    if (!outputs.every(({ shape }) => besideChannels(shape) === besideChannels(outputs[0]!.shape))) {
      const shapes = outputs.map((output) => formatShape(output.shape));
      throw new ShapeError(
        `concatenate: the paths must give shapes that differ in their channels alone; got ${shapes.join(' and ')}`,
        { value: shapes },
      );
    }
    return join(outputs, 1);
  },
});

/**
 * The outputs of several paths of layers from the same input, one after another along the channels (or features). An empty
 * path passes the input on, as in a dense block.
 *
 * @example concatenate({ paths: [[], [conv2d({ filters: 12, kernelSize: 3, padding: 'same' })]] })
 */
export function concatenate(options: { readonly paths: readonly (readonly LayerSpec[])[] }): LayerSpec {
  return { type: 'concatenate', ...options };
}
