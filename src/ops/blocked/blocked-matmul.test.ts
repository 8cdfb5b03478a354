import { describe, expect, it } from 'vitest';
import { InternalError } from '../../core/errors.ts';
import { Graph, type Value } from '../../graph/graph.ts';
import { imageOfRows } from '../../graph/tensor-type.ts';
import { block, testBlocked, type BlockedTest } from '../../testing/test-blocked.ts';
import { machineBlockSize } from '../../testing/test-graph.ts';
import { relu } from '../relu.ts';
import { blockedBatchNorm } from './blocked-batch-norm.ts';
import { blockedBatchNormGradient } from './blocked-batch-norm-gradient.ts';
import { blockedCentre } from './blocked-centre.ts';
import { blockedChannelScale } from './blocked-channel-scale.ts';
import { blockedChannelSum } from './blocked-channel-sum.ts';
import { blockedConcatenate } from './blocked-concatenate.ts';
import { blockedMatmul } from './blocked-matmul.ts';
import { blockedSlice } from './blocked-slice.ts';
import { toBlocked } from './to-blocked.ts';

/** So many rows are one row of an image, and several. */
const FEW = 6;
const MANY = 512;

/** Matrices with so many rows, whose columns are two blocks. */
const matrix = (rows: number) => [rows, 2 * block];

const product = (
  rows: number,
  build: (a: Value, b: Value, bias: Value) => Value,
  shapes: Pick<BlockedTest, 'shapes'>['shapes'] = [matrix(rows), [2 * block, 3 * block], [3 * block]],
): BlockedTest => ({ shapes, build: (a, b, bias) => [build(a, b, bias)] });

/** What norms do to a matrix: its columns are channels. */
const normsOf = (rows: number): Record<string, BlockedTest> => ({
  [`centring ${rows} rows`]: { shapes: [matrix(rows)], build: (x) => [...blockedCentre(toBlocked(x))] },
  [`the sums of columns of ${rows} rows`]: {
    shapes: [matrix(rows)],
    build: (x) => [blockedChannelSum(toBlocked(x))],
  },
  [`scaling the columns of ${rows} rows`]: {
    shapes: [matrix(rows), [2 * block]],
    build: (x, scale) => [blockedChannelScale(toBlocked(x), scale)],
  },
  [`batch norm of ${rows} rows, and its ReLU`]: {
    shapes: [matrix(rows), [2 * block], [2 * block]],
    build: (x, gamma, beta) => {
      const [centred] = blockedCentre(toBlocked(x));
      const [y, variance] = blockedBatchNorm(centred, gamma, beta, { epsilon: 1e-3 });
      const [positive] = blockedBatchNorm(centred, gamma, beta, { epsilon: 1e-3, relu: true });
      return [y, variance, positive];
    },
  },
  [`batch norm gradient of ${rows} rows, of half of dy`]: {
    shapes: [matrix(rows), matrix(rows), [2 * block], [2 * block]],
    build: (dy, x, gamma, beta) => {
      const [centred] = blockedCentre(toBlocked(x));
      const [, variance] = blockedBatchNorm(centred, gamma, beta, { epsilon: 1e-3 });
      return blockedBatchNormGradient(toBlocked(dy), centred, gamma, variance, {
        epsilon: 1e-3,
        factor: 0.5,
      });
    },
  },
});

const tests: Record<string, BlockedTest> = {
  'a short matrix, there and back': { shapes: [matrix(FEW)], build: (x) => [toBlocked(x)] },
  'a long matrix, there and back': { shapes: [matrix(MANY)], build: (x) => [relu(toBlocked(x))] },
  'a short plain matrix times a blocked one': product(FEW, (a, b) => blockedMatmul(a, toBlocked(b))),
  'a long plain matrix times a blocked one': product(MANY, (a, b) => blockedMatmul(a, toBlocked(b))),
  'a short blocked matrix times another, and a bias': product(FEW, (a, b, bias) =>
    blockedMatmul(toBlocked(a), toBlocked(b), {}, bias),
  ),
  'a long blocked matrix times another, and a bias': product(MANY, (a, b, bias) =>
    blockedMatmul(toBlocked(a), toBlocked(b), {}, bias),
  ),
  'a plain matrix transposed, times a blocked one': product(
    0,
    (a, b) => blockedMatmul(a, toBlocked(b), { transposeA: true }),
    [
      [2 * block, 5],
      [2 * block, 3 * block],
    ],
  ),
  'a plain matrix transposed to many rows, times a blocked one': product(
    0,
    (a, b) => blockedMatmul(a, toBlocked(b), { transposeA: true }),
    [
      [2 * block, MANY],
      [2 * block, 3 * block],
    ],
  ),
  'a blocked matrix transposed, times another': product(
    0,
    (a, b) => blockedMatmul(toBlocked(a), toBlocked(b), { transposeA: true }),
    [
      [8 * block, 2 * block],
      [8 * block, 3 * block],
    ],
  ),
  'a blocked matrix times a plain one transposed': product(
    0,
    (a, b) => blockedMatmul(toBlocked(a), b, { transposeB: true }),
    [matrix(FEW), [3 * block, 2 * block]],
  ),
  'a blocked matrix times another transposed': product(
    0,
    (a, b) => blockedMatmul(toBlocked(a), toBlocked(b), { transposeB: true }),
    [matrix(MANY), [8 * block, 2 * block]],
  ),
  'some columns of a matrix': {
    shapes: [[96, 4 * block]],
    build: (x) => [blockedSlice(toBlocked(x), { axis: 1, start: block, end: 3 * block })],
  },
  'columns of two matrices': {
    shapes: [matrix(96), [96, block]],
    build: (x, y) => [blockedConcatenate([toBlocked(x), toBlocked(y)])],
  },
  ...normsOf(FEW),
  ...normsOf(MANY),
};

describe.skipIf(machineBlockSize === undefined)('blocked matrices', () => {
  testBlocked(tests);
});

describe('blockedMatmul', () => {
  it('refuses a bias of another length', () => {
    const graph = new Graph('product');
    const square = toBlocked(graph.input('x', 'float32', [16, 16]));
    const bias = graph.input('bias', 'float32', [8]);
    expect(() => blockedMatmul(square, square, {}, bias)).toThrow(InternalError);
  });
});

describe('imageOfRows', () => {
  it.each([
    [512, [16, 32]],
    [64, [2, 32]],
    [784, [28, 28]],
    [120, [4, 30]],
    [97, [1, 97]],
    [15, [1, 15]],
  ])('makes of %i rows an image of %j', (rows, size) => {
    expect(imageOfRows(rows)).toEqual(size);
  });
});
