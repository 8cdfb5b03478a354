import { elementCount } from '../../core/shape.ts';
import type { Emitter } from '../../graph/op.ts';
import { emitReshape } from '../emit-reshape.ts';
import { emitBlocked } from './nchwc.ts';

// Kernels change between [filters, channels, height, width] and blocks with the runtime's kernels that reorder images,
// and with Gather of rows of a block: a general Transpose goes element by element.

/** Writes a kernel [filters, channels, h, w] in the order that the blocked convolution reads: blocks innermost. */
export function emitBlockedFilter(
  emit: Emitter,
  kernel: string,
  shape: readonly number[],
  channelBlocks: boolean,
): string {
  const [filters, channels, height, width] = shape as [number, number, number, number];
  const block = emit.blockSize;
  const taps = height * width;
  const innermost = emitReorderInput(emit, kernel, [filters / block, block, channels * height, width]);
  if (!channelBlocks || taps === 1) return emitReshape(emit, innermost, shape);
  const order = rowOrder([filters / block, channels / block, taps, block], (filter, channel, tap, lane) => {
    return (filter * channels + channel * block + lane) * taps + tap;
  });
  return emitReshape(emit, emitRows(emit, innermost, order), shape);
}

/**
 * Writes a kernel [filters, channels / groups, h, w] turned by 180°, as [channels, filters / groups, h, w], in the order
 * that the blocked convolution reads. Filters and channels of a group fill whole blocks.
 */
export function emitTurnedBlockedFilter(
  emit: Emitter,
  kernel: string,
  shape: readonly number[],
  groups: number,
): string {
  const [filters, channels, height, width] = shape as [number, number, number, number];
  const block = emit.blockSize;
  const taps = height * width;
  const [filterBlocks, channelBlocks] = [filters / groups / block, channels / block];
  const innermost = emitReorderInput(emit, kernel, shape);
  const order = rowOrder(
    [groups, channelBlocks, filterBlocks, taps, block],
    (group, channel, filter, tap, lane) => {
      const row = ((group * filterBlocks + filter) * block + lane) * channelBlocks + channel;
      return row * taps + (taps - 1 - tap);
    },
  );
  return emitReshape(emit, emitRows(emit, innermost, order), [
    channels * groups,
    filters / groups,
    height,
    width,
  ]);
}

/** The rows with these numbers, in this order, of `x` seen as rows of `length` elements; of a block unless given. */
export function emitRows(emit: Emitter, x: string, order: Int32Array, length = emit.blockSize): string {
  const rows = emitReshape(emit, x, [-1, length]);
  return emit.node('Gather', [rows, emit.constant('int32', [order.length], order)], { axis: { int: 0 } });
}

/** For each position of an array of this shape, in its order, the row that is wanted there. */
export function rowOrder(shape: readonly number[], rowAt: (...position: number[]) => number): Int32Array {
  const order = new Int32Array(elementCount(shape));
  for (let index = 0; index < order.length; index++) {
    const position: number[] = [];
    let rest = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    order[index] = rowAt(...position);
  }
  return order;
}

/** Blocks in place of plain `x`, whose second axis is that of the channels. */
export function emitReorderInput(emit: Emitter, x: string, shape: readonly number[]): string {
  return emitBlocked(emit, 'ReorderInput', [emitReshape(emit, x, shape)]);
}
