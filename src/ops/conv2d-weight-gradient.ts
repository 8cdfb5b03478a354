import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { LowerContext } from '../graph/op.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { forEachRow, type ConvAttributes } from './conv-geometry.ts';
import { stridedSlice2d } from './strided-slice2d.ts';
import { canShift, lowerShifted } from './conv2d-weight-gradient-shifted.ts';

export interface WeightGradientAttributes extends ConvAttributes {
  /** Height and width of the kernel. */
  readonly kernelSize: readonly number[];
}

/** The gradient of a convolution with respect to its kernel. */
export const conv2dWeightGradientOp = defineOp<WeightGradientAttributes>({
  name: 'conv2dWeightGradient',
  elementwise: false,
  infer: ([x, dy], { groups, kernelSize }) => [
    tensorType('float32', [dy!.shape[1]!, (x!.shape[1] as number) / groups, ...kernelSize]),
  ],
  lower: (context) => [canShift(context) ? lowerShifted(context) : lowerPatches(context)],
  grad: null,
  reference: ({ inputs: [x, dy], attributes, outputTypes: [type] }) => {
    const dw = ndArray(type!.shape as number[]);
    const [images, slopes] = [x!.data, dy!.data];
    forEachRow(x!.shape, dw.shape, dy!.shape, attributes, (input, tap, output, count, step) => {
      let sum = dw.data[tap]!;
      for (let at = 0; at < count; at++) sum += images[input + at * step]! * slopes[output + at]!;
      dw.data[tap] = sum;
    });
    return [dw];
  },
});

/** The gradient with respect to the kernel, [filters, channels / groups, ...kernelSize], from the input and `dy`. */
export function conv2dWeightGradient(x: Value, dy: Value, attributes: WeightGradientAttributes): Value {
  const { strides, pads, kernelSize } = attributes;
  const single = kernelSize.every((length) => length === 1) && pads.every((pad) => pad === 0);
  if (!single || strides.every((stride) => stride === 1)) {
    return applyOp(conv2dWeightGradientOp, [x, dy], attributes);
  }
  // Only these pixels of the input are read: whoever changes its layout need not take the others along.
  const read = stridedSlice2d(x, { first: [0, 0], steps: strides, counts: dy.shape.slice(2) as number[] });
  return applyOp(conv2dWeightGradientOp, [read, dy], { ...attributes, strides: [1, 1] });
}

/**
 * Any geometry: one strided slice of the padded input for each tap, then a product with `dy` for each image and group
 * over all taps at once, and the sum over images.
 */
function lowerPatches({
  inputs,
  inputTypes,
  outputTypes,
  attributes,
  emit,
}: LowerContext<WeightGradientAttributes>): string {
  const { strides, pads, dilations, groups, kernelSize } = attributes;
  const [batch, channels, height, width] = inputTypes[0]!.shape as [number, number, number, number];
  const [, filters, outHeight, outWidth] = inputTypes[1]!.shape as [number, number, number, number];
  const taps = kernelSize[0]! * kernelSize[1]!;
  const area = outHeight * outWidth;
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
  const [top, left, bottom, right] = pads as [number, number, number, number];
  const padded = pads.every((pad) => pad === 0)
    ? inputs[0]!
    : emit.node('Pad', [inputs[0]!, list(0, 0, top, left, 0, 0, bottom, right)]);
  const patches: string[] = [];
  for (let ky = 0; ky < kernelSize[0]!; ky++) {
    for (let kx = 0; kx < kernelSize[1]!; kx++) {
      const start = [ky * dilations[0]!, kx * dilations[1]!] as const;
      const end = [
        start[0] + (outHeight - 1) * strides[0]! + 1,
        start[1] + (outWidth - 1) * strides[1]! + 1,
      ] as const;
      const all = padded === inputs[0] && area === height * width;
      const part = all
        ? padded
        : emit.node('Slice', [padded, list(...start), list(...end), list(2, 3), list(...strides)]);
      patches.push(emit.node('Reshape', [part, list(batch, groups, channels / groups, area)]));
    }
  }
  const columns = taps === 1 ? patches[0]! : emit.node('Concat', patches, { axis: { int: 2 } });
  const rows = emit.node('Reshape', [inputs[1]!, list(batch, groups, filters / groups, area)]);
  const turned = emit.node('Transpose', [columns], { perm: { ints: [0, 1, 3, 2] } });
  const products = emit.node('MatMul', [rows, turned]); // [batch, groups, filters / groups, taps · channels / groups]
  const sum = emit.node('ReduceSum', [products, list(0)], { keepdims: { int: 0 } });
  const split = emit.node('Reshape', [sum, list(filters, taps, channels / groups)]);
  const ordered = emit.node('Transpose', [split], { perm: { ints: [0, 2, 1] } });
  return emit.node('Reshape', [ordered, list(...(outputTypes[0]!.shape as number[]))]);
}
