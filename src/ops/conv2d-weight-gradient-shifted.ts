import type { LowerContext } from '../graph/op.ts';
import type { WeightGradientAttributes } from './conv2d-weight-gradient.ts';

/** Images whose copies are made and multiplied together, so that they stay in the second-level cache. */
const CHUNK_IMAGES = 8;

/** Whether the input has enough channels, and the output its size, for the shifted formulation. */
export function canShift({ inputTypes, attributes }: LowerContext<WeightGradientAttributes>): boolean {
  const { strides, pads, dilations, groups, kernelSize } = attributes;
  const one = (numbers: readonly number[]) => numbers.every((number) => number === 1);
  const centred = pads.every((pad, side) => 2 * pad === kernelSize[side % 2]! - 1);
  const channels = inputTypes[0]!.shape[1] as number;
  return groups === 1 && one(strides) && one(dilations) && centred && !one(kernelSize) && channels >= 8;
}

/**
 * For a kernel of stride 1 that keeps the size. With rows laid end to end, each followed by enough zeros, moving a tap
 * is moving a flat row: kernel-width copies of the input moved by columns times kernel-height copies of the output
 * gradient moved by rows give all taps in one product, with kernelWidth + kernelHeight copies where patches need
 * kernelWidth · kernelHeight.
 *
 *   dw[i, j] = Σ_u dy[u] · x[u + (i − top)·pitch + (j − left)],  dyᵢ[t] = dy[t − i·pitch],  xⱼ[t] = x[t − (top·pitch − j + left)]
 */
export function lowerShifted({
  inputs,
  inputTypes,
  attributes,
  emit,
}: LowerContext<WeightGradientAttributes>): string {
  const [batch, channels, height, width] = inputTypes[0]!.shape as [number, number, number, number];
  const filters = inputTypes[1]!.shape[1] as number;
  const [kernelHeight, kernelWidth] = attributes.kernelSize as [number, number];
  const [top, left] = attributes.pads as [number, number];
  const pitch = width + left;
  const flat = height * pitch;
  const length = flat + (kernelHeight - 1) * pitch;
  const list = (...numbers: number[]) =>
    emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
  const zeros = (...shape: number[]) =>
    emit.constant('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));

  /** [images, depth, height, width] → [images, depth · offsets, length], each copy moved by its offset. */
  const movedCopies = (name: string, images: number, depth: number, offsets: readonly number[]): string => {
    const spaced =
      left === 0
        ? name
        : emit.node('Concat', [name, zeros(images, depth, height, left)], { axis: { int: 3 } });
    const rows = emit.node('Reshape', [spaced, list(images, depth, flat)]);
    const parts: string[] = [];
    let gap = 0;
    for (const offset of offsets) {
      gap += offset;
      if (gap > 0) parts.push(zeros(images, depth, gap));
      parts.push(rows);
      gap = length - flat - offset;
    }
    if (gap > 0) parts.push(zeros(images, depth, gap));
    const joined = emit.node('Concat', parts, { axis: { int: 2 } });
    return emit.node('Reshape', [joined, list(images, depth * offsets.length, length)]);
  };

  const columnOffsets = Array.from({ length: kernelWidth }, (_, column) => top * pitch - column + left);
  const rowOffsets = Array.from({ length: kernelHeight }, (_, row) => row * pitch);
  const sums: string[] = [];
  for (let start = 0; start < batch; start += CHUNK_IMAGES) {
    const images = Math.min(CHUNK_IMAGES, batch - start);
    const part = (name: string) =>
      images === batch ? name : emit.node('Slice', [name, list(start), list(start + images), list(0)]);
    const x = movedCopies(part(inputs[0]!), images, channels, columnOffsets);
    const dy = movedCopies(part(inputs[1]!), images, filters, rowOffsets);
    const turned = emit.node('Transpose', [x], { perm: { ints: [0, 2, 1] } });
    const products = emit.node('MatMul', [dy, turned]); // [images, filters · kernelHeight, channels · kernelWidth]
    sums.push(emit.node('ReduceSum', [products, list(0)], { keepdims: { int: 0 } }));
  }
  const sum = sums.reduce((total, next) => emit.node('Add', [total, next]));
  const split = emit.node('Reshape', [sum, list(filters, kernelHeight, channels, kernelWidth)]);
  return emit.node('Transpose', [split], { perm: { ints: [0, 2, 1, 3] } });
}
