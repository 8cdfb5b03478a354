import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { Emitter } from '../../graph/op.ts';
import { convOnnxAttributes } from '../conv-geometry.ts';
import { conv2dWeightGradientOp, type WeightGradientAttributes } from '../conv2d-weight-gradient.ts';
import { exchangedGeometry } from './exchanged-geometry.ts';
import { emitBlocked } from './nchwc.ts';

/** Images times pixels that one convolution adds up: enough to be worth its call, few enough to stay in the cache. */
const LEAST_TERMS = 1024;

/** The weight gradient of a convolution without groups, from a blocked input and a blocked gradient. */
const blockedConv2dWeightGradientOp = defineOp<WeightGradientAttributes>({
  name: 'blockedConv2dWeightGradient',
  elementwise: false,
  infer: (inputs, attributes) => [
    { ...conv2dWeightGradientOp.infer(inputs, attributes)[0]!, layout: 'plain' },
  ],
  // The images become the channels over which a convolution adds up: its input is `x` with each channel as an image, its
  // kernel is `dy`, as large as an output, and its result is the gradient, [channels, filters, ...kernelSize]. Strides
  // and dilations change places. Some images at a time, each convolution adding to the last one's result.
  lower: ({ inputs: [x, dy], inputTypes: [type, dyType], attributes, emit }) => {
    const [batch, channels, ...inputSize] = type!.shape as [number, number, number, number];
    const [, filters, ...outputSize] = dyType!.shape as [number, number, number, number];
    const { strides, dilations, pads, kernelSize } = attributes;
    const block = emit.blockSize;
    const list = (...numbers: number[]) =>
      emit.constant('int64', [numbers.length], BigInt64Array.from(numbers, BigInt));
    const { after, taps } = exchangedGeometry(attributes, inputSize, outputSize);
    const images = imagesTogether(batch, outputSize[0] * outputSize[1], block);
    const parts = batch / images;

    // The runtime is slow where a window reaches beyond the columns, so these are there: zeros, still blocked.
    const [height, width] = [inputSize[0], pads[1]! + inputSize[1] + after[1]!];
    const padded = emitZeroColumns(
      emit,
      x!,
      [(batch * channels * height) / block, inputSize[1]],
      [pads[1]!, after[1]!],
    );
    const plain = emitBlocked(
      emit,
      'ReorderOutput',
      [emit.node('Reshape', [padded, list(batch, channels, height, width)])],
      {
        channels: { int: channels },
      },
    );
    // Blocks of images in place of blocks of channels.
    const imageBlocks = emitBlocked(emit, 'ReorderInput', [
      emit.node('Reshape', [plain, list(batch / block, block, channels * height, width)]),
    ]);
    const byPart = emit.node('Reshape', [
      imageBlocks,
      list(parts, images / block, channels, height * width * block),
    ]);
    const channelsFirst =
      images === block ? byPart : emit.node('Transpose', [byPart], { perm: { ints: [0, 2, 1, 3] } });
    const inputs = emit.node('Reshape', [channelsFirst, list(parts * channels, images, height, width)]);
    const inputParts =
      parts === 1
        ? [inputs]
        : emit.nodes('Split', [inputs], {
            outputs: parts,
            attributes: { axis: { int: 0 }, num_outputs: { int: parts } },
          });

    const rows = emit.node('Reshape', [dy!, list(-1, block)]);
    const order = filterRows(images, filters / block, outputSize[0] * outputSize[1], block);
    const geometry = convOnnxAttributes(outputSize, {
      strides: dilations,
      dilations: strides,
      pads: [pads[0]!, 0, after[0]!, 0],
      groups: 1,
    });
    let sum: string | undefined;
    inputParts.forEach((input, part) => {
      const indices = emit.constant(
        'int32',
        [order.length],
        order.map((row) => row + part * order.length),
      );
      const gathered = emit.node('Gather', [rows, indices], { axis: { int: 0 } });
      const kernel = emit.node('Reshape', [gathered, list(filters, images, ...outputSize)]);
      sum = emitBlocked(
        emit,
        'Conv',
        sum === undefined ? [input, kernel] : [input, kernel, '', sum],
        geometry,
      );
    });
    const all = emit.node('Reshape', [sum!, list(channels, filters / block, ...taps, block)]);
    const whole = taps.every((count, axis) => count === kernelSize[axis])
      ? all
      : emit.node('Slice', [all, list(0, 0), list(...kernelSize), list(2, 3)]);
    const turned = emit.node('Transpose', [whole], { perm: { ints: [1, 4, 0, 2, 3] } });
    return [emit.node('Reshape', [turned, list(filters, channels, ...kernelSize)])];
  },
  grad: null,
  reference: (context) => conv2dWeightGradientOp.reference(context),
});

/** `conv2dWeightGradient` without groups, where batch, channels and filters fill whole blocks; the result is plain. */
export function blockedConv2dWeightGradient(
  x: Value,
  dy: Value,
  attributes: WeightGradientAttributes,
): Value {
  return applyOp(blockedConv2dWeightGradientOp, [x, dy], attributes);
}

/** The fewest images, in whole blocks that divide the batch, with enough terms to add up; all of them where none are. */
function imagesTogether(batch: number, area: number, block: number): number {
  const blocks = batch / block;
  for (let count = 1; count < blocks; count++) {
    if (blocks % count === 0 && count * block * area >= LEAST_TERMS) return count * block;
  }
  return batch;
}

/** For each row of `block` filters of a kernel, in the order in which the runtime reads it, the row of `dy` that it is. */
function filterRows(images: number, filterBlocks: number, area: number, block: number): Int32Array {
  const rows = new Int32Array(images * filterBlocks * area);
  let at = 0;
  for (let filterBlock = 0; filterBlock < filterBlocks; filterBlock++) {
    for (let imageBlock = 0; imageBlock < images; imageBlock += block) {
      for (let pixel = 0; pixel < area; pixel++) {
        for (let image = imageBlock; image < imageBlock + block; image++) {
          rows[at++] = (image * filterBlocks + filterBlock) * area + pixel;
        }
      }
    }
  }
  return rows;
}

/** Blocked `x`, seen as rows of `width` blocks, with columns of zeros before and after. */
function emitZeroColumns(
  emit: Emitter,
  x: string,
  [rows, width]: readonly [number, number],
  [before, after]: readonly [number, number],
): string {
  if (before + after === 0) return x;
  const zeros = (columns: number) =>
    emit.constant(
      'float32',
      [rows, columns * emit.blockSize],
      new Float32Array(rows * columns * emit.blockSize),
    );
  const shape = emit.constant('int64', [2], BigInt64Array.of(BigInt(rows), BigInt(width * emit.blockSize)));
  const pieces = [emit.node('Reshape', [x, shape])];
  if (before > 0) pieces.unshift(zeros(before));
  if (after > 0) pieces.push(zeros(after));
  return emit.node('Concat', pieces, { axis: { int: 1 } });
}
