import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { convOnnxAttributes, forEachRow, type ConvAttributes } from './conv-geometry.ts';
import { stridedInputGradient } from './conv2d-strided-input-gradient.ts';
import { emitTurnedKernel } from './turned-kernel.ts';

export interface InputGradientAttributes extends ConvAttributes {
  /** Height and width of the convolution's input. */
  readonly inputSize: readonly number[];
}

/** The gradient of a convolution of stride 1 with respect to its input: a convolution with the kernel turned round. */
export const conv2dInputGradientOp = defineOp<InputGradientAttributes>({
  name: 'conv2dInputGradient',
  elementwise: false,
  infer: ([dy, kernel], { groups, inputSize }) => [
    tensorType('float32', [dy!.shape[0]!, (kernel!.shape[1] as number) * groups, ...inputSize]),
  ],
  lower: ({ inputs: [dy, kernel], inputTypes, attributes, emit }) => {
    const shape = inputTypes[1]!.shape as number[];
    const size = shape.slice(2);
    const turned = emitTurnedKernel(emit, kernel!, shape, attributes.groups);
    const geometry = { ...attributes, pads: turnedPads(size, attributes) };
    return [emit.node('Conv', [dy!, turned], convOnnxAttributes(size, geometry))];
  },
  grad: null,
  reference: ({ inputs: [dy, kernel], attributes, outputTypes: [type] }) => {
    const dx = ndArray(type!.shape as number[]);
    const [slopes, taps, sums] = [dy!.data, kernel!.data, dx.data];
    forEachRow(dx.shape, kernel!.shape, dy!.shape, attributes, (input, tap, output, count, step) => {
      const weight = taps[tap]!;
      for (let at = 0; at < count; at++) sums[input + at * step]! += slopes[output + at]! * weight;
    });
    return [dx];
  },
});

/** The gradient with respect to the input, [batch, channels, ...inputSize], from `dy` and the kernel. */
export function conv2dInputGradient(dy: Value, kernel: Value, attributes: InputGradientAttributes): Value {
  const padded = turnedPads(kernel.shape.slice(2) as number[], attributes).every((pad) => pad >= 0);
  const unitStrides = attributes.strides.every((stride) => stride === 1);
  return unitStrides && padded
    ? applyOp(conv2dInputGradientOp, [dy, kernel], attributes)
    : stridedInputGradient(dy, kernel, attributes);
}

/** The padding of the turned-round convolution: what completes the forward padding to a full overlap. */
export function turnedPads(kernel: readonly number[], { pads, dilations }: ConvAttributes): number[] {
  return pads.map((pad, side) => dilations[side % 2]! * (kernel[side % 2]! - 1) - pad);
}
