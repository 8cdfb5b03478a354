import type { Emitter, LowerContext } from '../graph/op.ts';
import type { WeightGradientAttributes } from './conv2d-weight-gradient.ts';

/** The least length of a line: small images are laid end to end until the products are long enough to be fast. */
const LINE_LENGTH = 700;
/** Lines whose copies are made and multiplied together, so that they stay in the processor's cache. */
const CHUNK_LINES = 8;

/** Whether the input has enough channels, and the output its size, for the shifted formulation. */
export function canShift({ inputTypes, attributes }: LowerContext<WeightGradientAttributes>): boolean {
  const { strides, pads, dilations, groups, kernelSize } = attributes;
  const one = (numbers: readonly number[]) => numbers.every((number) => number === 1);
  const centred = pads.every((pad, side) => 2 * pad === kernelSize[side % 2]! - 1);
  const channels = inputTypes[0]!.shape[1] as number;
  return groups === 1 && one(strides) && one(dilations) && centred && !one(kernelSize) && channels >= 8;
}

/**
 * For a kernel of stride 1 that keeps the size. For each channel, the rows of an image, or of several small ones, are
 * laid end to end with zeros between, so that moving a tap is moving along one line: kernel-width copies of the input
 * moved by columns times kernel-height copies of the output gradient moved by rows give all taps in one matrix product.
 * That takes kernelWidth + kernelHeight copies where patches take kernelWidth · kernelHeight.
 *
 *   dw[i, j] = Σ_u dy[u] · x[u + (i − top)·pitch + (j − left)],  dyᵢ[t] = dy[t − i·pitch],  xⱼ[t] = x[t − (top·pitch − j + left)]
 */
export function lowerShifted(context: LowerContext<WeightGradientAttributes>): string {
  const { inputs, inputTypes, attributes, emit } = context;
  const [batch, channels, height, width] = inputTypes[0]!.shape as [number, number, number, number];
  const filters = inputTypes[1]!.shape[1] as number;
  const [kernelHeight, kernelWidth] = attributes.kernelSize as [number, number];
  const [top, left] = attributes.pads as [number, number];
  const pitch = width + left;
  // A kernel of one row has no room to move back along the line, so both move on by `lead`.
  const lead = top === 0 ? left : 0;
  const columnOffsets = Array.from(
    { length: kernelWidth },
    (_, column) => lead + top * pitch - column + left,
  );
  const rowOffsets = Array.from({ length: kernelHeight }, (_, row) => lead + row * pitch);
  const spare = Math.max(...columnOffsets, ...rowOffsets);
  const list = intList(emit);
  const perLine = Math.ceil(LINE_LENGTH / ((height + top) * pitch));
  const sums: string[] = [];
  for (let start = 0; start < batch;) {
    const lines = Math.max(1, Math.min(CHUNK_LINES, Math.floor((batch - start) / perLine)));
    const images = Math.min(perLine * lines, batch - start);
    const shape = [lines, images / lines, height, width] as const;
    const part = (name: string) =>
      images === batch ? name : emit.node('Slice', [name, list(start), list(start + images), list(0)]);
    const x = movedCopies(context, part(inputs[0]!), shape, channels, columnOffsets, spare);
    const dy = movedCopies(context, part(inputs[1]!), shape, filters, rowOffsets, spare);
    const turned = emit.node('Transpose', [x], { perm: { ints: [0, 2, 1] } });
    const products = emit.node('MatMul', [dy, turned]); // [lines, filters · kernelHeight, channels · kernelWidth]
    sums.push(emit.node('ReduceSum', [products, list(0)], { keepdims: { int: 0 } }));
    start += images;
  }
  const sum = sums.reduce((total, next) => emit.node('Add', [total, next]));
  const split = emit.node('Reshape', [sum, list(filters, kernelHeight, channels, kernelWidth)]);
  return emit.node('Transpose', [split], { perm: { ints: [0, 2, 1, 3] } });
}

/** [lines · perLine, depth, height, width] → [lines, depth · offsets, length + spare]: each line moved by each offset. */
function movedCopies(
  { attributes, emit }: LowerContext<WeightGradientAttributes>,
  name: string,
  [lines, perLine, height, width]: readonly [number, number, number, number],
  depth: number,
  offsets: readonly number[],
  spare: number,
): string {
  const [top, left] = attributes.pads as [number, number];
  const pitch = width + left;
  const list = intList(emit);
  const append = (rows: string, shape: readonly number[], axis: number) =>
    shape[axis] === 0 ? rows : emit.node('Concat', [rows, zeros(emit, shape)], { axis: { int: axis } });

  const split = emit.node('Reshape', [name, list(lines, perLine, depth, height, width)]);
  const channelsFirst =
    perLine === 1 ? split : emit.node('Transpose', [split], { perm: { ints: [0, 2, 1, 3, 4] } });
  const images = emit.node('Reshape', [channelsFirst, list(lines, depth, perLine, height, width)]);
  const wide = append(images, [lines, depth, perLine, height, left], 4);
  // Zeros after each image but for a line of one: what follows the line is zero anyway.
  const rowsBetween = perLine === 1 ? 0 : top;
  const high = append(wide, [lines, depth, perLine, rowsBetween, pitch], 3);
  const length = perLine * (height + rowsBetween) * pitch;
  const line = emit.node('Reshape', [high, list(lines, depth, length)]);

  const parts: string[] = [];
  let gap = 0;
  for (const offset of offsets) {
    gap += offset;
    if (gap > 0) parts.push(zeros(emit, [lines, depth, gap]));
    parts.push(line);
    gap = spare - offset;
  }
  if (gap > 0) parts.push(zeros(emit, [lines, depth, gap]));
  const joined = parts.length === 1 ? line : emit.node('Concat', parts, { axis: { int: 2 } });
  return emit.node('Reshape', [joined, list(lines, depth * offsets.length, length + spare)]);
}

function intList(emit: Emitter): (...numbers: number[]) => string {
  return (...numbers) => emit.constant('int64', [numbers.length], BigInt64Array.from(numbers.map(BigInt)));
}

function zeros(emit: Emitter, shape: readonly number[]): string {
  return emit.constant('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
}
