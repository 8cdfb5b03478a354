import { ndArray } from '../core/nd-array.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { add } from './add.ts';
import { divide } from './divide.ts';
import { interleave2d } from './interleave2d.ts';
import { multiply } from './multiply.ts';
import { notNegative } from './not-negative.ts';
import { pad2d } from './pad2d.ts';
import { forEachInWindows, pooledShape, poolOnnxAttributes, type PoolAttributes } from './pool-geometry.ts';
import { slice } from './slice.ts';
import { stridedSlice2d } from './strided-slice2d.ts';
import { subtract } from './subtract.ts';

/** Below every activation, so that padding is never a maximum. */
const FAR_BELOW = -3e38;

/** The largest element of each window, wherever the windows stand; padding is never the largest. */
export const slidingMaxPool2dOp = defineOp<PoolAttributes>({
  name: 'slidingMaxPool2d',
  elementwise: false,
  infer: ([x], attributes) => [tensorType('float32', pooledShape('maxPool2d', x!.shape, attributes))],
  lower: ({ inputs, attributes, emit }) => [emit.node('MaxPool', inputs, poolOnnxAttributes(attributes))],
  grad: ({ inputs: [x], outputs: [y], attributes, outputGradients: [dy] }) => [
    slidingMaxPool2dGradient(dy!, x!, y!, attributes),
  ],
  reference: ({ inputs: [x], attributes, outputTypes: [type] }) => {
    const y = ndArray([x!.shape[0]!, ...(type!.shape.slice(1) as number[])]);
    y.data.fill(-Infinity);
    forEachInWindows(x!.shape, y.shape, attributes, (input, output) => {
      y.data[output] = Math.max(y.data[output]!, x!.data[input]!);
    });
    return [y];
  },
});

/** The maximum of each window of `x` [batch, channels, height, width]; windows may overlap, be apart and be padded. */
export function slidingMaxPool2d(x: Value, attributes: PoolAttributes): Value {
  return applyOp(slidingMaxPool2dOp, [x], attributes);
}

/** One place of a window, [row, column], and the gradient that the elements there get, one for each window. */
interface Contribution {
  readonly place: readonly [row: number, column: number];
  readonly value: Value;
}

/**
 * The gradient with respect to `x`. For each place of a window, the elements that stand there are compared with their
 * windows' maxima; those that are equal share the window's gradient, and every element sums what its windows give it.
 */
function slidingMaxPool2dGradient(dy: Value, x: Value, y: Value, attributes: PoolAttributes): Value {
  const { size, strides, pads } = attributes;
  const counts = y.shape.slice(2) as number[];
  const reach = counts.map((count, axis) => (count - 1) * strides[axis]! + size[axis]!);
  const below = [0, 1].map((axis) => Math.max(0, reach[axis]! - pads[axis]! - (x.shape[axis + 2] as number)));
  const padded = pad2d(x, { pads: [pads[0]!, pads[1]!, ...below] }, FAR_BELOW);
  const maxima = Array.from({ length: size[0]! * size[1]! }, (_, tap): Contribution => {
    const place = [Math.floor(tap / size[1]!), tap % size[1]!] as const;
    const elements = stridedSlice2d(padded, { first: place, steps: strides, counts });
    return { place, value: notNegative(subtract(elements, y)) };
  });
  const share = divide(dy, sum(maxima.map(({ value }) => value)));
  const contributions = maxima.map(({ place, value }) => ({ place, value: multiply(value, share) }));
  return sumOverWindows(contributions, x.shape.slice(2) as number[], attributes);
}

/** For each element of an image of `inputSize`, the sum of what its windows contribute to it. */
function sumOverWindows(
  contributions: readonly Contribution[],
  inputSize: readonly number[],
  { size, strides, pads }: PoolAttributes,
): Value {
  // Elements of one remainder of the strides are whole images that windows share in steps of one.
  const steps = [0, 1].map((axis) => Math.ceil(size[axis]! / strides[axis]!) - 1);
  const phases = new Map<number, Value[]>();
  for (const { place, value } of contributions) {
    const phase = (place[0] % strides[0]!) * strides[1]! + (place[1] % strides[1]!);
    const moved = [0, 1].map((axis) => Math.floor(place[axis]! / strides[axis]!));
    const around = [...moved, ...moved.map((step, axis) => steps[axis]! - step)];
    phases.set(phase, [...(phases.get(phase) ?? []), pad2d(value, { pads: around })]);
  }
  const woven = interleave2d([...phases.values()].map(sum), { strides, places: [...phases.keys()] });
  return [0, 1].reduce((whole, axis) => {
    const start = pads[axis]!;
    const missing = start + inputSize[axis]! - (whole.shape[axis + 2] as number);
    const long = pad2d(whole, {
      pads: axis === 0 ? [0, 0, Math.max(0, missing), 0] : [0, 0, 0, Math.max(0, missing)],
    });
    return slice(long, { axis: axis + 2, start, end: start + inputSize[axis]! });
  }, woven);
}

function sum(values: readonly Value[]): Value {
  return values.reduce((total, value) => add(total, value));
}
