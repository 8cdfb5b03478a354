import type { ImageShape } from './augmentation.ts';

/** How values between pixels, and beyond the edge, are found. */
export interface Resampling {
  readonly interpolation: 'bilinear' | 'nearest';
  /** The byte that stands outside the image. */
  readonly fill: number;
}

/** Where each pixel of a new image comes from in the old one, in pixels from the centre of the first; row by row. */
export interface Sources {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Fills `out` with the values of `image` at the sources; places outside the image count as `fill`. */
type Resampler = (image: Uint8Array, sources: Sources, out: Uint8Array) => void;

export function sourcesFor([height, width]: ImageShape): Sources {
  return { x: new Float64Array(height * width), y: new Float64Array(height * width) };
}

/** Gets ready to resample images of one shape. */
export function createResampler(shape: ImageShape, { interpolation, fill }: Resampling): Resampler {
  const [height, width, channels] = shape;
  // With a frame of one pixel around it, every place that touches the image has four pixels around it.
  const frame: Frame = {
    bytes: new Uint8Array((height + 2) * (width + 2) * channels).fill(fill),
    rowBytes: (width + 2) * channels,
    channels,
  };
  const sample = interpolation === 'nearest' ? sampleNearest : sampleBilinear;
  return (image, sources, out) => {
    for (let row = 0; row < height; row++) {
      const start = row * width * channels;
      const line = image.subarray(start, start + width * channels);
      frame.bytes.set(line, (row + 1) * frame.rowBytes + channels);
    }
    sample(frame, sources, { width, height, fill }, out);
  };
}

/** An image with a border of one pixel. */
interface Frame {
  readonly bytes: Uint8Array;
  readonly rowBytes: number;
  readonly channels: number;
}

interface Inside {
  readonly width: number;
  readonly height: number;
  readonly fill: number;
}

function sampleNearest(
  { bytes, rowBytes, channels }: Frame,
  sources: Sources,
  { width, height, fill }: Inside,
  out: Uint8Array,
): void {
  const { x: xs, y: ys } = sources;
  for (let pixel = 0; pixel < xs.length; pixel++) {
    const x = Math.floor(xs[pixel]! + 0.5);
    const y = Math.floor(ys[pixel]! + 0.5);
    const isInside = x >= 0 && x < width && y >= 0 && y < height;
    const from = (y + 1) * rowBytes + (x + 1) * channels;
    const to = pixel * channels;
    for (let channel = 0; channel < channels; channel++) {
      out[to + channel] = isInside ? bytes[from + channel]! : fill;
    }
  }
}

function sampleBilinear(
  { bytes, rowBytes, channels }: Frame,
  { x: xs, y: ys }: Sources,
  { width, height, fill }: Inside,
  out: Uint8Array,
): void {
  const pixels = xs.length;
  const endX = width + 1;
  const endY = height + 1;
  for (let pixel = 0; pixel < pixels; pixel++) {
    // In the frame, where the image begins at 1.
    const sourceX = xs[pixel]! + 1;
    const sourceY = ys[pixel]! + 1;
    const to = pixel * channels;
    if (!(sourceX >= 0 && sourceX < endX && sourceY >= 0 && sourceY < endY)) {
      for (let channel = 0; channel < channels; channel++) out[to + channel] = fill;
      continue;
    }
    // Both are 0 or more, so that cutting off the fraction rounds down.
    const x = sourceX | 0;
    const y = sourceY | 0;
    const right = sourceX - x;
    const below = sourceY - y;
    const from = y * rowBytes + x * channels;
    for (let channel = 0; channel < channels; channel++) {
      const at = from + channel;
      const under = at + rowBytes;
      const topLeft = bytes[at]!;
      const bottomLeft = bytes[under]!;
      const top = topLeft + (bytes[at + channels]! - topLeft) * right;
      const bottom = bottomLeft + (bytes[under + channels]! - bottomLeft) * right;
      out[to + channel] = top + (bottom - top) * below + 0.5;
    }
  }
}
