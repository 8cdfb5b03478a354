import { z } from 'zod';
import type { RandomStream } from '../../core/random.ts';
import {
  defineAugmentation,
  type AugmentationOptions,
  type AugmentationSpec,
  type ImageShape,
} from './augmentation.ts';
import { forEachRow, type Box } from './box.ts';
import { fillSchema, rangeAboveZero } from './ranges.ts';

/** How often a rectangle that does not fit is drawn again. */
const ATTEMPTS = 10;

export const randomErasingAugmentation = defineAugmentation({
  type: 'randomErasing',
  options: z.strictObject({
    area: rangeAboveZero(0.001, 1).default([0.02, 0.33]),
    aspect: rangeAboveZero(0.01, 100).default([0.3, 3.3]),
    fill: z
      .union([fillSchema, z.literal('noise')], 'Expected a whole number from 0 to 255 or "noise"')
      .default(0),
  }),
  probability: 0.5,
  prepare: ({ area, aspect, fill }, shape) => {
    const noise = new Uint32Array(Math.ceil((shape[0] * shape[1] * shape[2]) / 4));
    const noiseBytes = new Uint8Array(noise.buffer);
    return (image, random, out) => {
      out.set(image);
      const box = drawBox(random, shape, area, aspect);
      if (!box) return;
      if (fill === 'noise') random.fillUint32(noise);
      forEachRow(shape, box, (start, end) => {
        if (fill === 'noise') out.set(noiseBytes.subarray(start, end), start);
        else out.fill(fill, start, end);
      });
    };
  },
});

function drawBox(
  random: RandomStream,
  [rows, columns]: ImageShape,
  area: readonly [number, number],
  aspect: readonly [number, number],
): Box | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const pixels = rows * columns * random.uniform(...area);
    const ratio = Math.exp(random.uniform(Math.log(aspect[0]), Math.log(aspect[1])));
    const height = Math.round(Math.sqrt(pixels * ratio));
    const width = Math.round(Math.sqrt(pixels / ratio));
    if (height < 1 || width < 1 || height >= rows || width >= columns) continue;
    const top = random.integer(rows - height + 1);
    const left = random.integer(columns - width + 1);
    return { left, top, right: left + width, bottom: top + height };
  }
  return undefined;
}

/**
 * Covers a rectangle somewhere in the image (Zhong et al. 2020): its area is a share within `area` ([0.02, 0.33]), its
 * height over its width within `aspect` ([0.3, 3.3], logarithms equally likely). It gets the value `fill` (0), or with
 * `"noise"` random bytes. Half of the images unless `probability` says otherwise. A rectangle that is not smaller than the
 * image in both directions is drawn again, ten times in all; then the image stays as it is. As `RandomErasing` in
 * torchvision.
 *
 * @example randomErasing({ area: [0.02, 0.2], fill: 'noise' })
 */
export function randomErasing(
  options: AugmentationOptions<typeof randomErasingAugmentation> = {},
): AugmentationSpec {
  return { type: 'randomErasing', ...options };
}
