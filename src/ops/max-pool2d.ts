import { ShapeError } from '../core/errors.ts';
import { ndArray } from '../core/nd-array.ts';
import { formatShape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType, type TensorType } from '../graph/tensor-type.ts';
import { maxPool2dGradient } from './max-pool2d-gradient.ts';
import { isTiling, type PoolAttributes } from './pool-geometry.ts';
import { relu, reluOp } from './relu.ts';
import { slidingMaxPool2d } from './sliding-max-pool2d.ts';

export interface MaxPoolAttributes extends Readonly<Record<string, readonly number[]>> {
  /** Height and width of a window, which are also the steps between windows. */
  readonly size: readonly number[];
}

/** The largest element of each window; windows tile the image, and rows and columns that fill none are left out. */
export const maxPool2dOp = defineOp<MaxPoolAttributes>({
  name: 'maxPool2d',
  elementwise: false,
  infer: ([x], { size }) => [maxPool2dType(x!, size)],
  lower: ({ inputs, attributes: { size }, emit }) => [
    emit.node('MaxPool', inputs, { kernel_shape: { ints: size }, strides: { ints: size } }),
  ],
  grad: ({ inputs: [x], outputs: [y], attributes, outputGradients: [dy] }) => [
    maxPool2dGradient(dy!, x!, y!, attributes),
  ],
  reference: ({ inputs: [x], attributes: { size } }) => {
    const [batch, channels, height, width] = x!.shape as [number, number, number, number];
    const y = ndArray([
      batch,
      channels,
      Math.floor(height / size[0]!),
      Math.floor(width / size[1]!),
    ]).data.fill(-Infinity);
    const shape = [batch, channels, Math.floor(height / size[0]!), Math.floor(width / size[1]!)];
    forEachPooled(x!.shape, size, (input, output) => (y[output] = Math.max(y[output]!, x!.data[input]!)));
    return [{ shape, data: y }];
  },
});

/** The type that tiling max-pooling gives; shared with its blocked form. */
export function maxPool2dType(x: TensorType, size: readonly number[]): TensorType {
  const [batch, channels, height, width] = x.shape as [number | string, number, number, number];
  const out = [Math.floor(height / size[0]!), Math.floor(width / size[1]!)];
  if (x.shape.length !== 4 || !out.every((dim) => dim > 0)) {
    throw new ShapeError(
      `maxPool2d: a ${size.join('x')} window does not fit; got input ${formatShape(x.shape)}`,
      {
        value: x.shape,
        hint: 'pool less, or give larger images',
      },
    );
  }
  return tensorType('float32', [batch, channels, ...out]);
}

/**
 * The maximum of each `size` window of `x` [batch, channels, height, width]; windows stand side by side unless strides or
 * padding say otherwise. Of a ReLU it is the ReLU of the maxima, which are the same numbers and gradients from fewer
 * elements.
 */
export function maxPool2d(
  x: Value,
  { size, strides = size, pads = [0, 0, 0, 0] }: MaxPoolAttributes & Partial<PoolAttributes>,
): Value {
  const producer: unknown = x.node?.op;
  if (producer === reluOp) return relu(maxPool2d(x.node!.inputs[0]!, { size, strides, pads }));
  return isTiling({ size, strides, pads })
    ? applyOp(maxPool2dOp, [x], { size })
    : slidingMaxPool2d(x, { size, strides, pads });
}

/** Calls `visit` with the flat indices of every input element that lies in a window and of that window's output. */
export function forEachPooled(
  inputShape: readonly number[],
  size: readonly number[],
  visit: (input: number, output: number) => void,
): void {
  const [batch, channels, height, width] = inputShape as [number, number, number, number];
  const [outHeight, outWidth] = [Math.floor(height / size[0]!), Math.floor(width / size[1]!)];
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let y = 0; y < outHeight * size[0]!; y++) {
      for (let x = 0; x < outWidth * size[1]!; x++) {
        const output = (plane * outHeight + Math.floor(y / size[0]!)) * outWidth + Math.floor(x / size[1]!);
        visit((plane * height + y) * width + x, output);
      }
    }
  }
}
