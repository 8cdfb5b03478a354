import { InternalError } from '../../core/errors.ts';
import { defineOp, type Value } from '../../graph/graph.ts';
import type { Emitter } from '../../graph/op.ts';
import { imageOfRows, type TensorType } from '../../graph/tensor-type.ts';
import { mapChannels } from '../batch-norm.ts';
import { emitReshape } from '../emit-reshape.ts';
import { matmulOp } from '../matmul.ts';
import { emitReorderInput } from './blocked-filter.ts';
import { emitBlocked } from './nchwc.ts';
import { emitFromPixels } from './to-blocked.ts';

export interface BlockedMatmulAttributes extends Readonly<Record<string, boolean>> {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The left matrix as an image: its rows are the pixels, and `taps` times a block of its columns lie under a kernel. */
interface MatrixImage {
  readonly image: string;
  readonly taps: number;
}

/**
 * A matrix product as a convolution whose pixels are the rows of the left matrix and whose filters are the columns of the
 * right one, and a bias for each column.
 */
export const blockedMatmulOp = defineOp<BlockedMatmulAttributes>({
  name: 'blockedMatmul',
  elementwise: false,
  infer: ([a, b, bias], { transposeA, transposeB }) => {
    const [type] = matmulOp.infer([a!, b!], { transposeA, transposeB, scale: 1 });
    if (bias && bias.shape.join() !== String(type!.shape[1]))
      throw new InternalError(
        `blockedMatmul: a bias [${bias.shape.join()}] does not fit [${type!.shape.join()}]`,
      );
    return [{ ...type!, layout: 'blocked' }];
  },
  lower: ({
    inputs: [a, b, ...bias],
    inputTypes: [aType, bType],
    outputTypes: [type],
    attributes: { transposeA, transposeB },
    emit,
  }) => {
    const [, columns] = type!.shape as [number, number];
    const { image, taps } = transposeA ? emitTransposedImage(emit, a!, aType!) : emitImage(emit, a!, aType!);
    const filters = transposeB ? emitTransposedFilters(emit, b!, bType!) : b!;
    const inner = (bType!.shape as readonly number[])[transposeB ? 1 : 0]!;
    const kernel = emitReshape(emit, filters, [columns, inner / taps, 1, taps]);
    return [
      emitBlocked(emit, 'Conv', [image, kernel, ...bias], {
        kernel_shape: { ints: [1, taps] },
        strides: { ints: [1, taps] },
      }),
    ];
  },
  grad: null,
  reference: ({ inputs: [a, b, bias], attributes: { transposeA, transposeB }, outputTypes }) => {
    const attributes = { transposeA, transposeB, scale: 1 };
    const [product] = matmulOp.reference({ inputs: [a!, b!], attributes, outputTypes });
    return [bias ? mapChannels(product!, (element, column) => element + bias.data[column]!) : product!];
  },
});

/** A matrix [m, k]. A plain one needs no reordering: its rows are strips of so many columns of one block of channels. */
function emitImage(emit: Emitter, matrix: string, { layout, shape }: TensorType): MatrixImage {
  if (layout === 'blocked') return { image: matrix, taps: 1 };
  const [rows, columns] = shape as [number, number];
  return emitStrips(emit, matrix, rows, columns);
}

/** The transpose [m, k] of a matrix [k, m]. */
function emitTransposedImage(emit: Emitter, matrix: string, { layout, shape }: TensorType): MatrixImage {
  const [inner, rows] = shape as [number, number];
  if (layout === 'plain')
    return { image: emitReorderInput(emit, matrix, [1, inner, ...imageOfRows(rows)]), taps: 1 };
  const transposed = emitBlocked(emit, 'ReorderOutput', [matrix], { channels: { int: rows } });
  return emitStrips(emit, transposed, rows, inner);
}

function emitStrips(emit: Emitter, matrix: string, rows: number, columns: number): MatrixImage {
  const taps = columns / emit.blockSize;
  const [height, width] = imageOfRows(rows);
  return { image: emitReshape(emit, matrix, [1, emit.blockSize, height, width * taps]), taps };
}

/** The transpose [k, n] of a matrix [n, k], in blocks of its columns. */
function emitTransposedFilters(emit: Emitter, matrix: string, { layout, shape }: TensorType): string {
  const [columns, inner] = shape as [number, number];
  if (layout === 'plain') return emitReorderInput(emit, matrix, [1, columns, 1, inner]);
  const transposed = emitBlocked(emit, 'ReorderOutput', [matrix], { channels: { int: inner } });
  return emitFromPixels(emit, emitReshape(emit, transposed, [1, 1, inner, columns]));
}

/**
 * The product of two matrices in the blocked layout, each transposed first where asked for, plus a bias for each column.
 * On wide vectors the runtime's convolutions take less time for it than its own matrix product.
 *
 * @param a plain or blocked; what is multiplied over, and its columns where it is blocked, fill whole blocks
 * @param b blocked, or plain where it is transposed; its columns and rows fill whole blocks
 * @param bias [columns of the result]
 */
export function blockedMatmul(
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: Partial<BlockedMatmulAttributes> = {},
  bias?: Value,
): Value {
  const inputs = bias ? [a, b, bias] : [a, b];
  return a.graph.apply(blockedMatmulOp, inputs, { transposeA, transposeB })[0]!;
}
