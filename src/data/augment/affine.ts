import type { RandomStream } from '../../core/random.ts';
import type { ImageChange, ImageShape } from './augmentation.ts';
import { createResampler, sourcesFor, type Resampling, type Sources } from './resample.ts';

/** A map of places about the image's centre: (x, y) becomes (xx·x + xy·y + x0, yx·x + yy·y + y0), in pixels. */
export interface AffineMap {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly x0?: number;
  readonly y0?: number;
}

/** Where a new image's pixels come from when `map` leads from places in the new image to places in the old one. */
function affineSources([height, width]: ImageShape, map: AffineMap, { x: xs, y: ys }: Sources): void {
  const { xx, xy, yx, yy, x0 = 0, y0 = 0 } = map;
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  let pixel = 0;
  for (let row = 0; row < height; row++) {
    const y = row - centreY;
    const startX = xy * y + x0 + centreX;
    const startY = yy * y + y0 + centreY;
    for (let column = 0; column < width; column++) {
      const x = column - centreX;
      xs[pixel] = xx * x + startX;
      ys[pixel] = yx * x + startY;
      pixel++;
    }
  }
}

/** Resamples images by maps that lead from places in the new image to places in the old one. */
export function affineResampler(
  shape: ImageShape,
  resampling: Resampling,
): (image: Uint8Array, map: AffineMap, out: Uint8Array) => void {
  const sources = sourcesFor(shape);
  const resample = createResampler(shape, resampling);
  return (image, map, out) => {
    affineSources(shape, map, sources);
    resample(image, sources, out);
  };
}

/** A change of images by a map that is drawn for each; `draw` gives the way back, from new places to old ones. */
export function affineChange(
  shape: ImageShape,
  resampling: Resampling,
  draw: (random: RandomStream) => AffineMap,
): ImageChange {
  const resampleBy = affineResampler(shape, resampling);
  return (image, random, out) => {
    resampleBy(image, draw(random), out);
  };
}

/** The way back of a turn by an angle, counter-clockwise as people see it. */
export function turnBack(degrees: number): AffineMap {
  const radians = (degrees * Math.PI) / 180;
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  // Rows go down, so that this turns the picture to the left for angles above 0.
  return { xx: cosine, xy: -sine, yx: sine, yy: cosine };
}
