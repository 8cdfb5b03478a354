import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { slice } from './slice.ts';

export interface PadAttributes extends Readonly<Record<string, readonly number[] | number>> {
  /** Rows and columns around the image: top, left, bottom, right. */
  readonly pads: readonly number[];
  /** What they hold. */
  readonly value: number;
}

/** A border around images. */
export const pad2dOp = defineOp<PadAttributes>({
  name: 'pad2d',
  elementwise: false,
  infer: ([x], { pads }) => {
    const [batch, channels, height, width] = x!.shape as [number | string, number, number, number];
    const [top, left, bottom, right] = pads as [number, number, number, number];
    return [tensorType('float32', [batch, channels, top + height + bottom, left + width + right])];
  },
  lower: ({ inputs, attributes: { pads, value }, emit }) => {
    const [top, left, bottom, right] = pads as [number, number, number, number];
    const amounts = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right], BigInt);
    const border = emit.constant('float32', [], Float32Array.of(value));
    return [emit.node('Pad', [inputs[0]!, emit.constant('int64', [8], amounts), border])];
  },
  grad: ({ inputs: [x], attributes: { pads }, outputGradients: [dy] }) => {
    const [top, left] = pads as [number, number];
    const [height, width] = x!.shape.slice(2) as [number, number];
    const rows = slice(dy!, { axis: 2, start: top, end: top + height });
    return [slice(rows, { axis: 3, start: left, end: left + width })];
  },
  reference: ({ inputs: [x], attributes: { pads, value }, outputTypes: [type] }) => {
    const [height, width] = x!.shape.slice(2) as [number, number];
    const y = ndArray([x!.shape[0]!, ...(type!.shape.slice(1) as number[])]);
    y.data.fill(Math.fround(value));
    const [outHeight, outWidth] = y.shape.slice(2) as [number, number];
    x!.data.forEach((element, index) => {
      const row = pads[0]! + (Math.floor(index / width) % height);
      const plane = Math.floor(index / (width * height));
      y.data[(plane * outHeight + row) * outWidth + pads[1]! + (index % width)] = element;
    });
    return [y];
  },
});

/** `x` [batch, channels, height, width] with rows and columns of zeros, or of another value, around it. */
export function pad2d(x: Value, { pads }: Pick<PadAttributes, 'pads'>, value = 0): Value {
  return pads.every((pad) => pad === 0) ? x : applyOp(pad2dOp, [x], { pads, value });
}
