import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { Emitter } from '../../graph/op.ts';
import { tensorType } from '../../graph/tensor-type.ts';
import { convOnnxAttributes, type ConvAttributes } from '../conv-geometry.ts';
import { conv2dWeightGradientOp } from '../conv2d-weight-gradient.ts';
import { emitColumnSums } from '../column-sums.ts';
import { conv2dOp } from '../conv2d.ts';
import { maxPool2dGradientOp } from '../max-pool2d-gradient.ts';
import type { MaxPoolAttributes } from '../max-pool2d.ts';
import { emitReshape } from '../emit-reshape.ts';
import { emitBlockedFilter } from './blocked-filter.ts';
import { emitBlocked } from './nchwc.ts';

export interface PooledConvAttributes extends ConvAttributes {
  /** Height and width of a pooling window. */
  readonly size: readonly number[];
}

/** The weight gradient of a convolution of plain images of few channels that is max-pooled at once. */
const blockedPooledWeightGradientOp = defineOp<PooledConvAttributes>({
  name: 'blockedPooledWeightGradient',
  elementwise: false,
  infer: ([, kernel]) => [tensorType('float32', kernel!.shape)],
  // A convolution whose strides are the pooling window gives one place of every window: convolving again for each place
  // is cheaper than enlarging what has been pooled. The gradient of a place multiplies with patches that hold the windows
  // of all places, so that no gradient has to leave the blocked layout.
  lower: ({ inputs: [x, kernel, pooled, dy, bias], inputTypes, attributes, emit }) => {
    const [xType, kernelType, pooledType] = inputTypes;
    const { pads, size } = attributes;
    const [batch] = xType!.shape as readonly number[];
    const [filters, channels, ...kernelSize] = kernelType!.shape as [number, number, number, number];
    const outputSize = pooledType!.shape.slice(2) as number[];
    const area = outputSize[0]! * outputSize[1]!;
    const block = emit.blockSize;

    const filter = emitBlockedFilter(emit, kernel!, [filters, channels, ...kernelSize], false);
    const places = Array.from({ length: size[0]! * size[1]! }, (_, place) => [
      Math.floor(place / size[1]!),
      place % size[1]!,
    ]);
    // The first place that has the maximum takes the gradient, and the last one what is left. Who takes it does not matter:
    // places that tie have the same patches. `left` is what each place finds.
    const left = [dy!];
    for (const place of places.slice(0, -1)) {
      const after = [0, 1].map((axis) => Math.max(0, pads[axis + 2]! + 1 - size[axis]! + place[axis]!));
      const geometry = convOnnxAttributes(kernelSize, {
        strides: size,
        pads: [pads[0]! - place[0]!, pads[1]! - place[1]!, ...after],
        dilations: [1, 1],
        groups: 1,
      });
      const output = emitBlocked(emit, 'Conv', [x!, filter, ...(bias === undefined ? [] : [bias])], geometry);
      // 0 where it is its window's maximum, 1 elsewhere: clip(3e38·(max − output), 0, 1).
      const others = emit.node('HardSigmoid', [emit.node('Sub', [pooled!, output])], {
        alpha: { float: 3e38 },
        beta: { float: 0 },
      });
      left.push(emit.node('Mul', [others, left.at(-1)!]));
    }

    const patchSize = kernelSize.map((taps, axis) => taps + size[axis]! - 1);
    const patches = emitPatches(emit, x!, channels, patchSize, attributes);
    const rows = emitReshape(emit, patches.name, [batch!, 1, patches.count, area]);
    const found = left.map((gradient) => {
      const columns = emitReshape(emit, gradient, [batch!, filters / block, area, block]);
      const products = emit.node('MatMul', [rows, columns]); // [batch, filter blocks, taps, filters of a block]
      const sum = emitColumnSums(emit, emitReshape(emit, products, [batch!, -1]), batch!);
      return emitReshape(emit, sum, [filters / block, patches.count, block]);
    });
    const all = emit.node('Concat', found, { axis: { int: 1 } });
    const taken = takenTaps([channels, ...kernelSize], patchSize, places, patches.count);
    const taps = emit.node('MatMul', [emit.constant('float32', taken.shape, taken.data), all]);
    const byFilter = emit.node('Transpose', [taps], { perm: { ints: [0, 2, 1] } });
    return [emitReshape(emit, byFilter, [filters, channels, ...kernelSize])];
  },
  grad: null,
  reference: (context) => {
    const [x, kernel, pooled, dy, bias] = context.inputs;
    const { size, ...geometry } = context.attributes;
    const attributes = geometry;
    const inputs = bias === undefined ? [x!, kernel!] : [x!, kernel!, bias];
    const shape = [
      x!.shape[0]!,
      kernel!.shape[0]!,
      ...pooled!.shape.slice(2).map((extent, axis) => extent * size[axis]!),
    ];
    const outputTypes = [tensorType('float32', shape)];
    const [output] = conv2dOp.reference({ inputs, attributes, outputTypes });
    const pooling = { inputs: [dy!, output!, pooled!], attributes: { size }, outputTypes };
    const [gradient] = maxPool2dGradientOp.reference(pooling);
    const weights = { ...attributes, kernelSize: kernel!.shape.slice(2) };
    return conv2dWeightGradientOp.reference({ ...context, inputs: [x!, gradient!], attributes: weights });
  },
});

/** Whether a convolution of stride 1 can be computed place by place of the windows that pool it. */
export function canPoolPlaces(
  { strides, dilations, pads, groups }: ConvAttributes,
  { size }: MaxPoolAttributes,
  outputSize: readonly number[],
): boolean {
  const one = [...strides, ...dilations, groups].every((number) => number === 1);
  return one && size.every((window, axis) => pads[axis]! >= window - 1 && outputSize[axis]! % window === 0);
}

/**
 * The gradient with respect to `kernel` where `pooled`, blocked, is the max-pooling of the convolution of plain `x` with
 * `kernel` and `bias`, and `dy`, blocked, is the gradient of `pooled`; see `canPoolPlaces`.
 */
export function blockedPooledWeightGradient(
  [x, kernel, bias]: readonly [Value, Value, Value | undefined],
  pooled: Value,
  dy: Value,
  attributes: PooledConvAttributes,
): Value {
  const inputs = [x, kernel, pooled, dy, ...(bias ? [bias] : [])];
  return applyOp(blockedPooledWeightGradientOp, inputs, attributes);
}

/**
 * What the taps of a kernel [channels, height, width] add up of those of the patches that each place finds, as a matrix of
 * [taps of the kernel, places · `count`]. What a place takes is what it finds less what it leaves to the next.
 */
function takenTaps(
  [channels, height, width]: readonly number[],
  [patchHeight, patchWidth]: readonly number[],
  places: readonly (readonly number[])[],
  count: number,
): { readonly shape: readonly [number, number]; readonly data: Float32Array } {
  const shape = [channels! * height! * width!, places.length * count] as const;
  const data = new Float32Array(shape[0] * shape[1]);
  for (let tap = 0; tap < shape[0]; tap++) {
    const channel = Math.floor(tap / (height! * width!));
    const [row, column] = [Math.floor(tap / width!) % height!, tap % width!];
    const tapAt = ([down, right]: readonly number[]) =>
      (channel * patchHeight! + row + down!) * patchWidth! + column + right!;
    for (const [index, place] of places.entries()) {
      const first = tap * shape[1] + index * count;
      data[first + tapAt(place)]! += 1;
      if (index > 0) data[first + tapAt(places[index - 1]!)]! -= 1;
    }
  }
  return { shape, data };
}

/**
 * Windows of plain images as plain channels, a tap each, and some of zeros to fill the last block: a convolution with
 * kernels of a single 1. In the blocked layout the matrix products would have to turn them again for each place.
 */
function emitPatches(
  emit: Emitter,
  x: string,
  channels: number,
  patchSize: readonly number[],
  { pads, size }: PooledConvAttributes,
): { readonly name: string; readonly count: number } {
  const taps = channels * patchSize[0]! * patchSize[1]!;
  const count = Math.ceil(taps / emit.blockSize) * emit.blockSize;
  const kernels = new Float32Array(count * taps);
  for (let tap = 0; tap < taps; tap++) kernels[tap * taps + tap] = 1;
  const kernelShape = [count, channels, ...patchSize];
  const filter = emitBlockedFilter(emit, emit.constant('float32', kernelShape, kernels), kernelShape, false);
  const geometry = { strides: size, pads, dilations: [1, 1], groups: 1 };
  const blocked = emitBlocked(emit, 'Conv', [x, filter], convOnnxAttributes(patchSize, geometry));
  return { name: emitBlocked(emit, 'ReorderOutput', [blocked], { channels: { int: count } }), count };
}
