import { describe, expect, it } from 'vitest';
import { Graph, type Value } from '../../graph/graph.ts';
import { emitNodes } from '../../onnx/lower-graph.ts';
import { OnnxEmitter } from '../../onnx/onnx-emitter.ts';
import { block, geometryWith, testBlocked, type BlockedTest } from '../../testing/test-blocked.ts';
import { machineBlockSize } from '../../testing/test-graph.ts';
import type { ConvAttributes } from '../conv-geometry.ts';
import { step } from '../step.ts';
import { blockedConv2d } from './blocked-conv2d.ts';
import { blockedConv2dWeightGradient } from './blocked-conv2d-weight-gradient.ts';
import { blockedDepthwiseWeightGradient } from './blocked-depthwise-weight-gradient.ts';
import { blockedMaxPool2d } from './blocked-max-pool2d.ts';
import { blockedPooledWeightGradient } from './blocked-pooled-weight-gradient.ts';
import { toBlocked } from './to-blocked.ts';

const image = [3, 2 * block, 6, 5];
const weightGradient = (
  x: readonly number[],
  dy: readonly number[],
  changes: Partial<ConvAttributes>,
  kernelSize: readonly number[] = [3, 3],
): BlockedTest => ({
  shapes: [x, dy],
  build: (...[input, gradient]) => [
    blockedConv2dWeightGradient(toBlocked(input!), toBlocked(gradient!), {
      ...geometryWith(changes),
      kernelSize,
    }),
  ],
});

/** Images of zeros and ones, which have many maxima alike, and windows that lie on the padding alone. */
const pooledWeightGradient = (
  channels: number,
  kernel: readonly number[],
  pads: readonly number[],
  size: readonly number[],
): BlockedTest => {
  const [height, width] = [size[0]! * 3, size[1]! * 2];
  const image = [height - pads[0]! - pads[2]! + kernel[0]! - 1, width - pads[1]! - pads[3]! + kernel[1]! - 1];
  return {
    shapes: [[2, channels, ...image], [block, channels, ...kernel], [block], [2, block, 3, 2]],
    build: (...[x, w, b, dy]) => {
      const convolution = geometryWith({ pads });
      const ones = step(x!);
      const pooled = blockedMaxPool2d(blockedConv2d(ones, w!, b, convolution), { size });
      const inputs = [ones, w!, b] as const;
      return [blockedPooledWeightGradient(inputs, pooled, toBlocked(dy!), { ...convolution, size })];
    },
  };
};

const tests: Record<string, BlockedTest> = {
  'weight gradient, depthwise': {
    shapes: [image, image],
    build: (x, dy) => [
      blockedDepthwiseWeightGradient(toBlocked(x), toBlocked(dy), {
        ...geometryWith({ groups: 2 * block }),
        kernelSize: [3, 3],
      }),
    ],
  },
  'weight gradient, depthwise, strided, dilated, with rows left over': {
    shapes: [
      [3, 2 * block, 9, 8],
      [3, 2 * block, 3, 2],
    ],
    build: (x, dy) => [
      blockedDepthwiseWeightGradient(toBlocked(x), toBlocked(dy), {
        ...geometryWith({ groups: 2 * block, strides: [3, 4], dilations: [1, 2], pads: [0, 1, 0, 1] }),
        kernelSize: [1, 2],
      }),
    ],
  },
  'weight gradient': weightGradient([block, block, 6, 5], [block, 2 * block, 6, 5], {}),
  'weight gradient of several parts': weightGradient(
    [4 * block, block, 12, 11],
    [4 * block, block, 12, 11],
    {},
  ),
  'weight gradient of parts of several blocks': weightGradient(
    [6 * block, 2 * block, 6, 7],
    [6 * block, block, 6, 7],
    {},
  ),
  // A kernel of more bytes than stay in the cache, so that rows are taken in two parts, of eight and of seven.
  'weight gradient of several rows at a time, uneven pads': weightGradient(
    [block, block, 15, 16],
    [block, 4 * block, 15, 16],
    { pads: [2, 1, 0, 1] },
  ),
  'weight gradient of several rows at a time, some of which see nothing but padding': weightGradient(
    [block, block, 15, 16],
    [block, 4 * block, 51, 16],
    { pads: [19, 1, 19, 1] },
  ),
  'weight gradient of several rows at a time, with as many rows of padding': weightGradient(
    [block, block, 15, 16],
    [block, 4 * block, 29, 16],
    { pads: [8, 1, 8, 1] },
  ),
  'weight gradient where no row sees anything but padding': weightGradient(
    [block, block, 3, 5],
    [block, block, 1, 5],
    { strides: [9, 1], pads: [5, 1, 0, 1] },
  ),
  'weight gradient, strided, dilated, uneven pads, with rows left over': weightGradient(
    [2 * block, block, 10, 9],
    [2 * block, block, 3, 2],
    { strides: [3, 4], dilations: [1, 2], pads: [0, 1, 1, 0] },
    [2, 3],
  ),
  'weight gradient of a pooled convolution': pooledWeightGradient(1, [3, 3], [1, 1, 1, 1], [2, 2]),
  'weight gradient of a pooled convolution of three channels, 5x2, pooled 3x2': pooledWeightGradient(
    3,
    [5, 2],
    [2, 1, 2, 0],
    [3, 2],
  ),
};

const title =
  machineBlockSize === undefined
    ? 'blocked weight gradients (skipped: this machine has no blocked layout that works)'
    : `blocked weight gradients, ${block} channels a block`;

/** How many of the copies of the gradient of `batch` images a weight gradient makes before its first convolution. */
function earlyCopies(batch: number): number {
  const graph = new Graph('test');
  const blocked = () => toBlocked(graph.input(`x${graph.inputs.length}`, 'float32', [batch, block, 28, 28]));
  const attributes = { ...geometryWith({}), kernelSize: [3, 3] };
  graph.output('gradient', blockedConv2dWeightGradient(blocked(), blocked(), attributes));
  const emitter = new OnnxEmitter('', block);
  const names = new Map<Value, string>(graph.inputs.map((input) => [input, input.name!]));
  emitNodes(graph, emitter, names);
  return emitter.earlyNames.size;
}

describe('a weight gradient', () => {
  it('copies all of a gradient at first where it is small enough to be in a cache', () => {
    expect(earlyCopies(2 * block)).toBeGreaterThan(1);
    expect(earlyCopies(128 * block)).toBe(0);
  });
});

describe.skipIf(machineBlockSize === undefined)(title, () => {
  testBlocked(tests);
});
