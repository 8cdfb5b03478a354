import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { multiply } from './multiply.ts';
import { pad2d } from './pad2d.ts';
import {
  forEachInWindows,
  isTiling,
  pooledShape,
  poolOnnxAttributes,
  type PoolAttributes,
} from './pool-geometry.ts';
import { upsample2d } from './upsample2d.ts';

/** The mean of each window's elements; padding is not counted. */
export const averagePool2dOp = defineOp<PoolAttributes>({
  name: 'averagePool2d',
  elementwise: false,
  infer: ([x], attributes) => [tensorType('float32', pooledShape('averagePool2d', x!.shape, attributes))],
  lower: ({ inputs, attributes, emit }) => [emit.node('AveragePool', inputs, poolOnnxAttributes(attributes))],
  grad: ({ inputs: [x], attributes, outputGradients: [dy] }) => [averagePool2dGradient(dy!, x!, attributes)],
  reference: ({ inputs: [x], attributes, outputTypes: [type] }) => {
    const y = ndArray([x!.shape[0]!, ...(type!.shape.slice(1) as number[])]);
    const counts = new Float64Array(y.data.length);
    forEachInWindows(x!.shape, y.shape, attributes, (input, output) => {
      y.data[output]! += x!.data[input]!;
      counts[output]!++;
    });
    return [
      ndArray(
        y.shape,
        y.data.map((sum, index) => sum / counts[index]!),
      ),
    ];
  },
});

/** The mean of each window of `x` [batch, channels, height, width], over the elements that lie in the image. */
export function averagePool2d(x: Value, attributes: PoolAttributes): Value {
  return applyOp(averagePool2dOp, [x], attributes);
}

/** Every element of a window gets its share: copies where windows tile, else a convolution of the shares with ones. */
function averagePool2dGradient(dy: Value, x: Value, attributes: PoolAttributes): Value {
  const { size, strides, pads } = attributes;
  const [, channels, height, width] = x.shape as number[];
  const shares = multiply(dy, reciprocalCounts(dy, [height!, width!], attributes));
  if (isTiling(attributes)) {
    const copies = upsample2d(shares, { size });
    return pad2d(copies, { pads: [0, 0, height! % size[0]!, width! % size[1]!] });
  }
  const area = size[0]! * size[1]!;
  const ones = x.graph.constant(
    'float32',
    [channels!, 1, ...size],
    new Float32Array(channels! * area).fill(1),
  );
  const geometry = { strides, pads, dilations: [1, 1], groups: channels! };
  return conv2dInputGradient(shares, ones, { ...geometry, inputSize: [height!, width!] });
}

/** One over the number of elements in a window: a number where all have as many, else [1, 1, height, width]. */
function reciprocalCounts(
  dy: Value,
  inputSize: readonly number[],
  attributes: PoolAttributes,
): number | Value {
  const size = dy.shape.slice(2) as number[];
  const counts = new Float32Array(size[0]! * size[1]!);
  forEachInWindows([1, 1, ...inputSize], [1, 1, ...size], attributes, (_, output) => counts[output]!++);
  if (counts.every((count) => count === counts[0])) return 1 / counts[0]!;
  return dy.graph.constant(
    'float32',
    [1, 1, ...size],
    counts.map((count) => 1 / count),
  );
}
