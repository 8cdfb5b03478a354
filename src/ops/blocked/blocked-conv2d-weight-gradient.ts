import { elementCount } from '../../core/shape.ts';
import { applyOp, defineOp, type Value } from '../../graph/graph.ts';
import type { Emitter } from '../../graph/op.ts';
import { convOnnxAttributes } from '../conv-geometry.ts';
import { conv2dWeightGradientOp, type WeightGradientAttributes } from '../conv2d-weight-gradient.ts';
import { emitReshape } from '../emit-reshape.ts';
import { emitReorderInput, emitRows, rowOrder } from './blocked-filter.ts';
import { emitBlocked } from './nchwc.ts';

/** The weight gradient of a convolution without groups, from a blocked input and a blocked gradient. */
const blockedConv2dWeightGradientOp = defineOp<WeightGradientAttributes>({
  name: 'blockedConv2dWeightGradient',
  elementwise: false,
  infer: (inputs, attributes) => [
    { ...conv2dWeightGradientOp.infer(inputs, attributes)[0]!, layout: 'plain' },
  ],
  // The images become the channels over which a convolution adds up. Its kernel is `dy`, as large as an output; strides
  // and dilations change places. The channels of a block lie side by side in each column of its input, and its columns
  // are dilated by so many: one row of results has the taps of the whole block. Some images and some rows of `dy` at a
  // time, each convolution adding to the last one's result.
  lower: ({ inputs: [x, dy], inputTypes: [type, dyType], attributes, emit }) => {
    const [batch, channels, height, columns] = type!.shape as [number, number, number, number];
    const [, filters, ...outputSize] = dyType!.shape as [number, number, number, number];
    const { strides, dilations, pads, kernelSize } = attributes;
    const block = emit.blockSize;
    const [channelBlocks, filterBlocks] = [channels / block, filters / block];
    // The runtime is slow where a window reaches beyond the columns, so these are there: zeros, still blocked.
    const read = (outputSize[1] - 1) * strides[1]! + (kernelSize[1]! - 1) * dilations[1]! + 1;
    const after = Math.max(0, read - pads[1]! - columns);
    const width = pads[1]! + columns + after;
    // From [image, all else] to [all else, image] in each block of images.
    const imagesInnermost = [batch / block, block, channelBlocks * height, columns * block];
    const turned = emitReorderInput(emit, x!, imagesInnermost);

    const { images, groups, parts } = divideWork({ batch, channels, filters, outputSize, kernelSize, block });
    // All of `dy` is copied before the first convolution where it is still in the cache then.
    const inCache =
      elementCount(dyType!.shape as number[]) * Float32Array.BYTES_PER_ELEMENT <= MOST_COPIED_BYTES;
    let sum: string | undefined;
    for (const { image, row, rows } of parts) {
      const first = row * strides[0]! - pads[0]!;
      const end = first + (rows - 1) * strides[0]! + (kernelSize[0]! - 1) * dilations[0]! + 1;
      const [from, to] = [Math.max(0, first), Math.min(height, end)];
      if (from >= to) continue; // These rows saw nothing but padding.
      const window = { image, images: images * groups, row: from, rows: to - from };
      const windowOrder = inputOrder(window, channelBlocks, height, block);
      const windowShape = [channelBlocks, window.images, window.rows, width * block];
      const windowRows = emitRows(emit, turned, windowOrder, columns * block ** 2);
      const padded = emitZeroColumns(emit, windowRows, windowOrder.length, [pads[1]!, after]);
      const input = emitReshape(emit, padded, windowShape);
      const dyOrder = kernelOrder({ image, images, groups, row, rows }, filterBlocks, outputSize, block);
      const dyShape = [groups * filters, images, rows, outputSize[1]];
      const copied = emitReshape(emit, emitRows(emit, dy!, dyOrder), dyShape);
      const kernel = inCache ? emit.early(copied) : copied;
      const geometry = convOnnxAttributes([rows, outputSize[1]], {
        strides: [dilations[0]!, 1],
        dilations: [strides[0]!, strides[1]! * block],
        pads: [from - first, 0, end - to, 0],
        groups,
      });
      const operands = sum === undefined ? [input, kernel] : [input, kernel, '', sum];
      sum = emitBlocked(emit, 'Conv', operands, geometry);
    }
    const shape = [filters, channels, ...kernelSize];
    if (sum === undefined) return [emit.constant('float32', shape, new Float32Array(elementCount(shape)))];
    const taps = width - (outputSize[1] - 1) * strides[1]!;
    const byGroup = emitReshape(emit, sum, [
      channelBlocks,
      groups,
      filterBlocks * kernelSize[0]! * taps * block ** 2,
    ]);
    const total = groups === 1 ? byGroup : emitSum(emit, byGroup, 1);
    return [emitPlainKernel(emit, total, shape, { taps, step: dilations[1]! })];
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

/** Images times pixels that one sum adds up: enough to be worth a convolution, few enough to stay in the cache. */
const LEAST_TERMS = 1024;

/** The most bytes of those filters that the runtime computes together: what the second-level cache can keep. */
const MOST_KERNEL_BYTES = 512 * 1024;

/** The most bytes of a gradient that are copied at once. */
const MOST_COPIED_BYTES = 16 * 1024 * 1024;

/** How many blocks of filters the runtime computes together. */
const FILTER_BLOCKS_TOGETHER = 4;

/** The fewest pieces of work a convolution should have for the runtime's threads to share. */
const LEAST_PIECES = 12;

interface Work {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly outputSize: readonly [number, number];
  readonly kernelSize: readonly number[];
  readonly block: number;
}

/** What one convolution adds up: groups of images, from `image` on, and rows of their gradients, from `row` on. */
interface Part {
  readonly image: number;
  readonly row: number;
  readonly rows: number;
}

/** How many images a group has, how many groups a convolution has, and what each convolution adds up. */
function divideWork({ batch, channels, filters, outputSize: [height, width], kernelSize, block }: Work) {
  const images =
    block * leastDivisor(batch / block, (blocks) => blocks * block * height * width >= LEAST_TERMS);
  const filterSets = Math.ceil(filters / block / FILTER_BLOCKS_TOGETHER);
  const pieces = (channels / block) * filterSets * kernelSize[0]!;
  const groups = leastDivisor(batch / images, (count) => count * pieces >= LEAST_PIECES);

  const together = Math.min(filters, FILTER_BLOCKS_TOGETHER * block);
  const rowBytes = together * images * width * Float32Array.BYTES_PER_ELEMENT;
  const most = Math.max(1, Math.floor(MOST_KERNEL_BYTES / rowBytes));
  const rows = Math.ceil(height / Math.ceil(height / most));
  const parts: Part[] = [];
  for (let image = 0; image < batch; image += images * groups) {
    for (let row = 0; row < height; row += rows) {
      parts.push({ image, row, rows: Math.min(rows, height - row) });
    }
  }
  return { images, groups, parts };
}

/** The smallest divisor that is enough; the number itself where none is. */
function leastDivisor(number: number, isEnough: (divisor: number) => boolean): number {
  for (let divisor = 1; divisor < number; divisor++) {
    if (number % divisor === 0 && isEnough(divisor)) return divisor;
  }
  return number;
}

/** For each row of a convolution's input, [channel blocks, image blocks, rows], the row of the turned input that it is. */
function inputOrder(
  { image, images, row, rows }: Part & { readonly images: number },
  channelBlocks: number,
  height: number,
  block: number,
): Int32Array {
  const indices: number[] = [];
  for (let channelBlock = 0; channelBlock < channelBlocks; channelBlock++) {
    for (let imageBlock = image / block; imageBlock < (image + images) / block; imageBlock++) {
      for (let at = row; at < row + rows; at++) {
        indices.push((imageBlock * channelBlocks + channelBlock) * height + at);
      }
    }
  }
  return Int32Array.from(indices);
}

/** For each row of `block` filters of a kernel, in the order in which the runtime reads it, the row of `dy` that it is. */
function kernelOrder(
  {
    image: firstImage,
    images,
    groups,
    row,
    rows,
  }: Part & { readonly images: number; readonly groups: number },
  filterBlocks: number,
  [height, width]: readonly [number, number],
  block: number,
): Int32Array {
  const indices = new Int32Array(groups * images * filterBlocks * rows * width);
  let at = 0;
  for (let start = firstImage; start < firstImage + groups * images; start += images) {
    for (let filterBlock = 0; filterBlock < filterBlocks; filterBlock++) {
      for (let imageBlock = start; imageBlock < start + images; imageBlock += block) {
        for (let pixel = row * width; pixel < (row + rows) * width; pixel++) {
          for (let image = imageBlock; image < imageBlock + block; image++) {
            indices[at++] = (image * filterBlocks + filterBlock) * height * width + pixel;
          }
        }
      }
    }
  }
  return indices;
}

/**
 * A kernel [filters, channels, height, width] from blocks [channels, filters, height, taps, channels of a block, filters
 * of a block] in which every `step`-th tap of a row is wanted.
 */
function emitPlainKernel(
  emit: Emitter,
  x: string,
  shape: readonly number[],
  { taps, step }: { readonly taps: number; readonly step: number },
): string {
  const [filters, channels, height, width] = shape as [number, number, number, number];
  const block = emit.blockSize;
  const filterBlocks = filters / block;
  const order = rowOrder([filterBlocks, channels, height, width], (filter, channel, row, column) => {
    const line = (Math.floor(channel / block) * filterBlocks + filter) * height + row;
    return (line * taps + column * step) * block + (channel % block);
  });
  const rows = emitReshape(emit, emitRows(emit, x, order), [filterBlocks, block, channels * height, width]);
  const plain = emitBlocked(emit, 'ReorderOutput', [rows], { channels: { int: block } });
  return emitReshape(emit, plain, shape);
}

function emitSum(emit: Emitter, x: string, axis: number): string {
  const axes = emit.constant('int64', [1], BigInt64Array.of(BigInt(axis)));
  return emit.node('ReduceSum', [x, axes], { keepdims: { int: 0 } });
}

/** `count` rows of columns of block · block numbers, with columns of zeros before and after. */
function emitZeroColumns(
  emit: Emitter,
  rows: string,
  count: number,
  [before, after]: readonly [number, number],
): string {
  if (before + after === 0) return rows;
  const zeros = (columns: number) => {
    const shape = [count, columns * emit.blockSize ** 2] as const;
    return emit.constant('float32', shape, new Float32Array(shape[0] * shape[1]));
  };
  const pieces = [...(before > 0 ? [zeros(before)] : []), rows, ...(after > 0 ? [zeros(after)] : [])];
  return emit.node('Concat', pieces, { axis: { int: 1 } });
}
