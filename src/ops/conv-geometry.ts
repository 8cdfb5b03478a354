import { ShapeError } from '../core/errors.ts';
import { formatShape, type Shape } from '../core/shape.ts';
import type { OnnxAttribute } from '../graph/op.ts';

/** Where the windows of a two-dimensional convolution stand. */
export interface ConvAttributes extends Readonly<Record<string, number | readonly number[]>> {
  /** Steps between windows: vertical, horizontal. */
  readonly strides: readonly number[];
  /** Rows and columns of zeros: top, left, bottom, right. */
  readonly pads: readonly number[];
  /** Distance between the taps of a window: vertical, horizontal. */
  readonly dilations: readonly number[];
  /** Channels are split into so many groups that do not mix. */
  readonly groups: number;
}

/** The height and width that a convolution gives; raises, naming `what`, where the window does not fit. */
export function convOutputSize(
  inputShape: Shape,
  kernel: readonly number[],
  { strides, pads, dilations }: ConvAttributes,
  what: string,
): [height: number, width: number] {
  const size = [0, 1].map((axis) => {
    const extent = (inputShape[axis + 2] as number) + pads[axis]! + pads[axis + 2]!;
    const window = dilations[axis]! * (kernel[axis]! - 1) + 1;
    return Math.floor((extent - window) / strides[axis]!) + 1;
  });
  if (!size.every((dim) => dim > 0)) {
    throw new ShapeError(
      `${what}: a ${kernel.join('x')} window does not fit; got input ${formatShape(inputShape)}`,
      {
        value: inputShape,
        hint: "make the kernel smaller, pad with 'same', or pool less before it",
      },
    );
  }
  return size as [number, number];
}

export function convOnnxAttributes(
  kernel: readonly number[],
  { strides, pads, dilations, groups }: ConvAttributes,
): Record<string, OnnxAttribute> {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: pads },
    dilations: { ints: dilations },
    group: { int: groups },
  };
}

/**
 * Calls `visit` with the flat index of every (input element, kernel element, output element) triple that a convolution
 * multiplies: the definition that the three reference evaluations share.
 */
export function forEachProduct(
  inputShape: readonly number[],
  kernelShape: readonly number[],
  outputShape: readonly number[],
  { strides, pads, dilations, groups }: ConvAttributes,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const [batch, channels, height, width] = inputShape as [number, number, number, number];
  const [filters, groupChannels, kernelHeight, kernelWidth] = kernelShape as [number, number, number, number];
  const [, , outHeight, outWidth] = outputShape as [number, number, number, number];
  const groupFilters = filters / groups;
  for (let n = 0; n < batch; n++) {
    for (let filter = 0; filter < filters; filter++) {
      const firstChannel = Math.floor(filter / groupFilters) * groupChannels;
      for (let channel = 0; channel < groupChannels; channel++) {
        const inputPlane = (n * channels + firstChannel + channel) * height * width;
        const kernelPlane = (filter * groupChannels + channel) * kernelHeight * kernelWidth;
        const outputPlane = (n * filters + filter) * outHeight * outWidth;
        for (let ky = 0; ky < kernelHeight; ky++) {
          for (let oy = 0; oy < outHeight; oy++) {
            const y = oy * strides[0]! + ky * dilations[0]! - pads[0]!;
            if (y < 0 || y >= height) continue;
            for (let kx = 0; kx < kernelWidth; kx++) {
              const kernel = kernelPlane + ky * kernelWidth + kx;
              for (let ox = 0; ox < outWidth; ox++) {
                const x = ox * strides[1]! + kx * dilations[1]! - pads[1]!;
                if (x >= 0 && x < width)
                  visit(inputPlane + y * width + x, kernel, outputPlane + oy * outWidth + ox);
              }
            }
          }
        }
      }
    }
  }
}
