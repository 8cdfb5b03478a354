import { z } from 'zod';
import { ShapeError } from '../../core/errors.ts';
import { elementCount, formatShape } from '../../core/shape.ts';
import { reshape as reshapeValue } from '../../ops/reshape.ts';
import { defineLayer, type LayerOptions, type LayerSpec } from '../layer.ts';

const SIZE = 'Expected a positive integer, or -1 once for what is left';
const targetShape = z
  .array(z.int(SIZE).refine((size) => size > 0 || size === -1, SIZE))
  .refine((sizes) => sizes.filter((size) => size === -1).length <= 1, 'Expected at most one size of -1');

export const reshapeLayer = defineLayer({
  type: 'reshape',
  options: () => z.strictObject({ targetShape }),
  build: (options, x) => {
    const [batch, ...sizes] = x.shape as [number | string, ...number[]];
    const count = elementCount(sizes);
    const known = elementCount(options.targetShape.filter((size) => size !== -1));
    const shape = options.targetShape.map((size) => (size === -1 ? count / known : size));
    if (elementCount(shape) !== count || !shape.every(Number.isInteger)) {
      throw new ShapeError(
        `reshape: ${formatShape(sizes)} has ${count} elements, which ${formatShape(options.targetShape)} does not hold`,
        { value: options.targetShape },
      );
    }
    return reshapeValue(x, [batch, ...shape]);
  },
});

/**
 * The elements of each example in the same order under another shape, [batch, ...] to [batch, ...targetShape]; one size
 * may be -1 and is what is left. Images are [channels, height, width], as in PyTorch.
 *
 * @example reshape({ targetShape: [16, 7, 7] })
 */
export function reshape(options: LayerOptions<typeof reshapeLayer>): LayerSpec {
  return { type: 'reshape', ...options };
}
