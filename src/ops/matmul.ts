import { ShapeError } from '../core/errors.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import { formatShape, type Shape } from '../core/shape.ts';
import { applyOp, defineOp, type Value } from '../graph/graph.ts';
import type { Emitter } from '../graph/op.ts';
import { emitReshape } from './emit-reshape.ts';
import { tensorType } from '../graph/tensor-type.ts';

export interface MatmulAttributes extends Readonly<Record<string, boolean | number>> {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** What the product is multiplied by. */
  readonly scale: number;
}

/**
 * From so many columns of the result on it is faster to transpose the left matrix beforehand: while it multiplies, the
 * runtime does it again for every 128 columns.
 */
const TRANSPOSED_ONCE_FROM = 512;

/** The product of two matrices, each optionally transposed, times a number. */
export const matmulOp = defineOp<MatmulAttributes>({
  name: 'matmul',
  elementwise: false,
  infer: ([a, b], { transposeA, transposeB }) => {
    const [m, k1] = transposeA ? [a!.shape[1], a!.shape[0]] : a!.shape;
    const [k2, n] = transposeB ? [b!.shape[1], b!.shape[0]] : b!.shape;
    if (a!.shape.length !== 2 || b!.shape.length !== 2 || k1 !== k2) {
      throw new ShapeError(`matmul: ${formatShape(a!.shape)} and ${formatShape(b!.shape)} do not multiply`);
    }
    return [tensorType('float32', [m!, n!])];
  },
  lower: ({
    inputs: [a, b],
    inputTypes,
    outputTypes,
    attributes: { transposeA, transposeB, scale },
    emit,
  }) => {
    const beforehand = transposeA && transposesOnce(inputTypes[0]!.shape, outputTypes[0]!.shape);
    const left = beforehand ? emitTransposed(emit, a!, inputTypes[0]!.shape) : a!;
    const transA = transposeA && !beforehand;
    if (!transA && !transposeB && scale === 1) return [emit.node('MatMul', [left, b!])];
    return [
      emit.node('Gemm', [left, b!], {
        transA: { int: transA ? 1 : 0 },
        transB: { int: transposeB ? 1 : 0 },
        ...(scale === 1 ? {} : { alpha: { float: scale } }),
      }),
    ];
  },
  grad: ({ inputs: [a, b], attributes: { transposeA, transposeB, scale }, outputGradients: [dy] }) => [
    transposeA
      ? matmul(b!, dy!, { transposeA: transposeB, transposeB: true, scale })
      : matmul(dy!, b!, { transposeB: !transposeB, scale }),
    transposeB
      ? matmul(dy!, a!, { transposeA: true, transposeB: transposeA, scale })
      : matmul(a!, dy!, { transposeA: !transposeA, scale }),
  ],
  reference: ({ inputs: [a, b], attributes: { transposeA, transposeB, scale } }) => {
    const product = multiplyMatrices(a!, b!, transposeA, transposeB);
    return [
      ndArray(
        product.shape,
        product.data.map((element) => element * scale),
      ),
    ];
  },
});

/** The matrix product of a [m, k] and b [k, n], after transposing those asked for, times `scale`, 1 by default. */
export function matmul(
  a: Value,
  b: Value,
  {
    transposeA = false,
    transposeB = false,
    scale = 1,
  }: { readonly transposeA?: boolean; readonly transposeB?: boolean; readonly scale?: number } = {},
): Value {
  return applyOp(matmulOp, [a, b], { transposeA, transposeB, scale });
}

function transposesOnce(left: Shape, result: Shape): boolean {
  const known = [...left, ...result].every((size) => typeof size === 'number');
  return known && (result[1] as number) >= TRANSPOSED_ONCE_FROM;
}

/** The transpose of a matrix. */
function emitTransposed(emit: Emitter, matrix: string, shape: Shape): string {
  const [rows, columns] = shape as [number, number];
  // Between other shapes: the runtime would join a transposition and the product behind it.
  const turned = emit.node('Transpose', [emitReshape(emit, matrix, [1, rows, columns])], {
    perm: { ints: [0, 2, 1] },
  });
  return emitReshape(emit, turned, [columns, rows]);
}

function multiplyMatrices(a: NdArray, b: NdArray, transposeA: boolean, transposeB: boolean): NdArray {
  const [rowsA, columnsA] = a.shape as [number, number];
  const [rowsB, columnsB] = b.shape as [number, number];
  const [m, inner] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const [strideM, strideA] = transposeA ? [1, columnsA] : [columnsA, 1];
  const [strideB, strideN] = transposeB ? [1, columnsB] : [columnsB, 1];
  const result = ndArray([m, n]);
  for (let row = 0; row < m; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = a.data[row * strideM + k * strideA]!;
      for (let column = 0; column < n; column++) {
        result.data[row * n + column]! += factor * b.data[k * strideB + column * strideN]!;
      }
    }
  }
  return result;
}
