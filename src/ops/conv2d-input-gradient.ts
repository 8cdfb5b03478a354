import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { Emitter, LowerContext } from '../graph/op.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { convOnnxAttributes, forEachProduct, type ConvAttributes } from './conv-geometry.ts';

export interface InputGradientAttributes extends ConvAttributes {
  /** Height and width of the convolution's input. */
  readonly inputSize: readonly number[];
}

/** The gradient of a convolution with respect to its input. */
export const conv2dInputGradientOp = defineOp<InputGradientAttributes>({
  name: 'conv2dInputGradient',
  elementwise: false,
  infer: ([dy, kernel], { groups, inputSize }) => [
    tensorType('float32', [dy!.shape[0]!, (kernel!.shape[1] as number) * groups, ...inputSize]),
  ],
  lower: (context) => [isCorrelation(context) ? lowerCorrelation(context) : lowerTransposed(context)],
  grad: null,
  reference: ({ inputs: [dy, kernel], attributes, outputTypes: [type] }) => {
    const dx = ndArray(type!.shape as number[]);
    forEachProduct(dx.shape, kernel!.shape, dy!.shape, attributes, (input, tap, output) => {
      dx.data[input]! += dy!.data[output]! * kernel!.data[tap]!;
    });
    return [dx];
  },
});

/** The gradient with respect to the input, [batch, channels, ...inputSize], from `dy` and the kernel. */
export function conv2dInputGradient(dy: Value, kernel: Value, attributes: InputGradientAttributes): Value {
  return applyOp(conv2dInputGradientOp, [dy, kernel], attributes);
}

/** Whether the gradient is an ordinary convolution with the kernel turned round: stride 1 and no more padding than that. */
function isCorrelation({ inputTypes, attributes }: LowerContext<InputGradientAttributes>): boolean {
  return (
    attributes.strides.every((stride) => stride === 1) &&
    turnedPads(kernelSize(inputTypes[1]!), attributes).every((pad) => pad >= 0)
  );
}

function kernelSize(kernel: { readonly shape: readonly (number | string)[] }): number[] {
  return kernel.shape.slice(2) as number[];
}

/** The padding of the turned-round convolution: what completes the forward padding to a full overlap. */
export function turnedPads(kernel: readonly number[], { pads, dilations }: ConvAttributes): number[] {
  return pads.map((pad, side) => dilations[side % 2]! * (kernel[side % 2]! - 1) - pad);
}

function lowerCorrelation({
  inputs,
  inputTypes,
  attributes,
  emit,
}: LowerContext<InputGradientAttributes>): string {
  const kernel = kernelSize(inputTypes[1]!);
  const turned = emitTurnedKernel(emit, inputs[1]!, inputTypes[1]!.shape as number[], attributes.groups);
  const geometry = { ...attributes, pads: turnedPads(kernel, attributes) };
  return emit.node('Conv', [inputs[0]!, turned], convOnnxAttributes(kernel, geometry));
}

/** Writes the kernel [filters, channels / groups, h, w] turned by 180° as [channels, filters / groups, h, w]. */
export function emitTurnedKernel(
  emit: Emitter,
  kernel: string,
  shape: readonly number[],
  groups: number,
): string {
  const [filters, channels, height, width] = shape as [number, number, number, number];
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
  const farBelow = -(2 ** 31);
  const reversed =
    height === 1 && width === 1
      ? kernel
      : emit.node('Slice', [kernel, list(-1, -1), list(farBelow, farBelow), list(2, 3), list(-1, -1)]);
  if (groups === 1) return emit.node('Transpose', [reversed], { perm: { ints: [1, 0, 2, 3] } });
  const grouped = emit.node('Reshape', [reversed, list(groups, filters / groups, channels, height, width)]);
  const swapped = emit.node('Transpose', [grouped], { perm: { ints: [0, 2, 1, 3, 4] } });
  return emit.node('Reshape', [swapped, list(groups * channels, filters / groups, height, width)]);
}

function lowerTransposed({
  inputs,
  inputTypes,
  attributes,
  emit,
}: LowerContext<InputGradientAttributes>): string {
  const { strides, pads, dilations, inputSize } = attributes;
  const kernel = kernelSize(inputTypes[1]!);
  const outputPadding = inputSize.map((size, axis) => {
    const covered =
      ((inputTypes[0]!.shape[axis + 2] as number) - 1) * strides[axis]! +
      dilations[axis]! * (kernel[axis]! - 1) +
      1;
    return size - (covered - pads[axis]! - pads[axis + 2]!);
  });
  return emit.node('ConvTranspose', inputs, {
    ...convOnnxAttributes(kernel, attributes),
    output_padding: { ints: outputPadding },
  });
}
