import { z } from 'zod';
import { oneOf } from '../../core/option-schemas.ts';
import { defineAugmentation, type AugmentationOptions, type AugmentationSpec } from './augmentation.ts';
import { pixelPicker } from './pick-pixels.ts';

export const flipAugmentation = defineAugmentation({
  type: 'flip',
  options: z.strictObject({ direction: oneOf(['horizontal', 'vertical']).default('horizontal') }),
  probability: 0.5,
  prepare: ({ direction }, shape) => {
    const [height, width] = shape;
    const rows = Int32Array.from({ length: height }, (_, y) =>
      direction === 'vertical' ? height - 1 - y : y,
    );
    const columns = Int32Array.from({ length: width }, (_, x) =>
      direction === 'horizontal' ? width - 1 - x : x,
    );
    const pick = pixelPicker(shape, 0);
    return (image, _random, out) => {
      pick(image, rows, columns, out);
    };
  },
});

/**
 * Mirrors an image: `horizontal` (the default) swaps left and right, `vertical` top and bottom; half of the images unless
 * `probability` says otherwise. As `RandomHorizontalFlip` and `RandomVerticalFlip` in torchvision.
 *
 * @example flip({ direction: 'horizontal' })
 */
export function flip(options: AugmentationOptions<typeof flipAugmentation> = {}): AugmentationSpec {
  return { type: 'flip', ...options };
}
