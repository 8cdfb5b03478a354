import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { formatShape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType, type TensorType } from '../graph/tensor-type.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { conv2dWeightGradient } from './conv2d-weight-gradient.ts';
import { convOnnxAttributes, convOutputSize, forEachRow, type ConvAttributes } from './conv-geometry.ts';
import { reduceSum } from './reduce-sum.ts';

/** Two-dimensional cross-correlation, which deep learning calls convolution. */
export const conv2dOp = defineOp<ConvAttributes>({
  name: 'conv2d',
  elementwise: false,
  infer: (inputs, attributes) => [conv2dType('conv2d', inputs, attributes)],
  lower: ({ inputs, inputTypes, attributes, emit }) => [
    emit.node('Conv', inputs, convOnnxAttributes(inputTypes[1]!.shape.slice(2) as number[], attributes)),
  ],
  grad: ({ inputs: [x, kernel, bias], attributes, outputGradients: [dy] }) => [
    conv2dInputGradient(dy!, kernel!, { ...attributes, inputSize: x!.shape.slice(2) as number[] }),
    conv2dWeightGradient(x!, dy!, { ...attributes, kernelSize: kernel!.shape.slice(2) as number[] }),
    bias && reduceSum(dy!, { axes: [0, 2, 3] }),
  ],
  reference: ({ inputs: [x, kernel, bias], attributes, outputTypes: [type] }) => {
    const batch = x!.shape[0]!;
    const result = ndArray([batch, ...(type!.shape.slice(1) as number[])]);
    const [images, taps, sums] = [x!.data, kernel!.data, result.data];
    forEachRow(x!.shape, kernel!.shape, result.shape, attributes, (input, tap, output, count, step) => {
      const weight = taps[tap]!;
      for (let at = 0; at < count; at++) sums[output + at]! += images[input + at * step]! * weight;
    });
    if (bias) {
      const plane = result.shape[2]! * result.shape[3]!;
      result.data.forEach((element, index) => {
        result.data[index] = element + bias.data[Math.floor(index / plane) % result.shape[1]!]!;
      });
    }
    return [result];
  },
});

/** The output type of a convolution of [batch, channels, height, width]; shared with its blocked form. */
export function conv2dType(
  what: string,
  inputs: readonly TensorType[],
  attributes: ConvAttributes,
): TensorType {
  const [x, kernel, bias] = inputs as [TensorType, TensorType, TensorType?];
  const { groups } = attributes;
  const [batch, channels] = x.shape;
  const [filters, groupChannels] = kernel.shape as readonly number[];
  if (x.shape.length !== 4 || kernel.shape.length !== 4) {
    throw new ShapeError(
      `${what}: needs an image [batch,channels,height,width]; got ${formatShape(x.shape)}`,
    );
  }
  if ((channels as number) % groups !== 0 || filters! % groups !== 0) {
    throw new ShapeError(
      `${what}: input channels and filters must divide by groups; got input ${formatShape(x.shape)}, ${filters} filters and groups ${groups}`,
    );
  }
  if ((channels as number) / groups !== groupChannels || (bias && bias.shape[0] !== filters)) {
    throw new ShapeError(
      `${what}: kernel ${formatShape(kernel.shape)} does not fit input ${formatShape(x.shape)}`,
    );
  }
  const size = convOutputSize(x.shape, kernel.shape.slice(2) as number[], attributes, what);
  return tensorType('float32', [batch!, filters!, ...size]);
}

/**
 * Cross-correlates `x` [batch, channels, height, width] with `kernel` [filters, channels / groups, kernel height,
 * kernel width] and adds `bias` [filters] where given.
 */
export function conv2d(x: Value, kernel: Value, bias: Value | undefined, attributes: ConvAttributes): Value {
  return applyOp(conv2dOp, bias ? [x, kernel, bias] : [x, kernel], attributes);
}
