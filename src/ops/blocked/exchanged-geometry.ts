import type { WeightGradientAttributes } from '../conv2d-weight-gradient.ts';

/**
 * The geometry of a weight gradient that is computed as a convolution itself, whose kernel is as large as an output, with
 * strides and dilations exchanged: rows and columns of padding after the input, and how many taps come out. These are
 * more than the kernel has where the forward convolution left rows or columns at the end unread.
 */
export function exchangedGeometry(
  { strides, dilations, pads, kernelSize }: WeightGradientAttributes,
  inputSize: readonly number[],
  outputSize: readonly number[],
): { readonly after: readonly number[]; readonly taps: readonly number[] } {
  const missing = [0, 1].map((axis) => {
    const read = (outputSize[axis]! - 1) * strides[axis]! + (kernelSize[axis]! - 1) * dilations[axis]! + 1;
    return read - inputSize[axis]! - pads[axis]!;
  });
  return {
    after: missing.map((count) => Math.max(0, count)),
    taps: kernelSize.map(
      (count, axis) => count + Math.floor(Math.max(0, -missing[axis]!) / dilations[axis]!),
    ),
  };
}
