import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { averagePool2d } from './average-pool2d.ts';
import { multiply } from './multiply.ts';

export interface UpsampleAttributes extends Readonly<Record<string, readonly number[]>> {
  /** How many times each row and each column is repeated. */
  readonly size: readonly number[];
}

/** Each row and column several times: nearest-neighbour interpolation by whole factors. */
export const upsample2dOp = defineOp<UpsampleAttributes>({
  name: 'upsample2d',
  elementwise: false,
  infer: ([x], { size }) => {
    const [batch, channels, height, width] = x!.shape as [number | string, number, number, number];
    return [tensorType('float32', [batch, channels, height * size[0]!, width * size[1]!])];
  },
  lower: ({ inputs, attributes: { size }, emit }) => [
    emit.node('Resize', [inputs[0]!, '', emit.constant('float32', [4], Float32Array.of(1, 1, ...size))], {
      mode: { text: 'nearest' },
      coordinate_transformation_mode: { text: 'asymmetric' },
      nearest_mode: { text: 'floor' },
    }),
  ],
  // Every copy's gradient goes to the original: the sum of each tile.
  grad: ({ attributes: { size }, outputGradients: [dy] }) => [
    multiply(averagePool2d(dy!, { size, strides: size, pads: [0, 0, 0, 0] }), size[0]! * size[1]!),
  ],
  reference: ({ inputs: [x], attributes: { size } }) => {
    const [batch, channels, height, width] = x!.shape as [number, number, number, number];
    const y = ndArray([batch, channels, height * size[0]!, width * size[1]!]);
    const [outHeight, outWidth] = y.shape.slice(2) as [number, number];
    y.data.forEach((_, index) => {
      const [column, row] = [index % outWidth, Math.floor(index / outWidth) % outHeight];
      const plane = Math.floor(index / (outWidth * outHeight));
      const source = (plane * height + Math.floor(row / size[0]!)) * width + Math.floor(column / size[1]!);
      y.data[index] = x!.data[source]!;
    });
    return [y];
  },
});

/** `x` [batch, channels, height, width] with each row repeated `size[0]` times and each column `size[1]` times. */
export function upsample2d(x: Value, attributes: UpsampleAttributes): Value {
  return attributes.size.every((times) => times === 1) ? x : applyOp(upsample2dOp, [x], attributes);
}
