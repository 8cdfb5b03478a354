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

/** Where a row of products is: the first indices into input, kernel and output; how many; and the step in the input. */
export type VisitRow = (input: number, kernel: number, output: number, count: number, step: number) => void;

/**
 * Calls `visit` with the flat indices of every (input element, kernel element, output element) triple that a convolution
 * multiplies, row by row: the definition that the three reference evaluations share. In a row, the kernel element is one,
 * output elements are neighbours, and input elements are `step` apart.
 */
export function forEachRow(
  inputShape: readonly number[],
  kernelShape: readonly number[],
  outputShape: readonly number[],
  { strides, pads, dilations, groups }: ConvAttributes,
  visit: VisitRow,
): void {
  const [batch, channels, height, width] = inputShape as [number, number, number, number];
  const [filters, groupChannels, kernelHeight, kernelWidth] = kernelShape as [number, number, number, number];
  const [, , outHeight, outWidth] = outputShape as [number, number, number, number];
  const [strideY, strideX] = strides as [number, number];
  if (isPointwise(kernelShape, strides, pads) && height > 1) {
    const planes = [inputShape, outputShape].map(([n, c]) => [n!, c!, 1, height * width]);
    forEachRow(planes[0]!, kernelShape, planes[1]!, { strides, pads, dilations, groups }, visit);
    return;
  }
  const groupFilters = filters / groups;
  const columns = Array.from({ length: kernelWidth }, (_, kx) => {
    const left = kx * dilations[1]! - pads[1]!;
    const first = Math.max(0, Math.ceil(-left / strideX));
    const end = Math.min(outWidth, Math.floor((width - 1 - left) / strideX) + 1);
    return { kx, first, start: first * strideX + left, count: end - first };
  }).filter(({ count }) => count > 0);
  for (let n = 0; n < batch; n++) {
    for (let filter = 0; filter < filters; filter++) {
      const firstChannel = Math.floor(filter / groupFilters) * groupChannels;
      for (let channel = 0; channel < groupChannels; channel++) {
        const inputPlane = (n * channels + firstChannel + channel) * height * width;
        const kernelPlane = (filter * groupChannels + channel) * kernelHeight * kernelWidth;
        const outputPlane = (n * filters + filter) * outHeight * outWidth;
        for (let ky = 0; ky < kernelHeight; ky++) {
          for (let oy = 0; oy < outHeight; oy++) {
            const y = oy * strideY + ky * dilations[0]! - pads[0]!;
            if (y < 0 || y >= height) continue;
            const [input, kernel] = [inputPlane + y * width, kernelPlane + ky * kernelWidth];
            const output = outputPlane + oy * outWidth;
            for (const { kx, first, start, count } of columns)
              visit(input + start, kernel + kx, output + first, count, strideX);
          }
        }
      }
    }
  }
}

/** Whether each output element is made of the input elements at its own place, so that a plane is as good as a row. */
function isPointwise(
  kernelShape: readonly number[],
  strides: readonly number[],
  pads: readonly number[],
): boolean {
  const isOne = (size: number) => size === 1;
  return kernelShape.slice(2).every(isOne) && strides.every(isOne) && pads.every((pad) => pad === 0);
}
