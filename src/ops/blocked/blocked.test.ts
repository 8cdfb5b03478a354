import { describe, expect, it } from 'vitest';
import { Graph } from '../../graph/graph.ts';
import { block, geometryWith, testBlocked, type BlockedTest } from '../../testing/test-blocked.ts';
import { drawInputs, machineBlockSize } from '../../testing/test-graph.ts';
import { runOnCpu } from '../../testing/test-op.ts';
import { add } from '../add.ts';
import type { ConvAttributes } from '../conv-geometry.ts';
import { multiply } from '../multiply.ts';
import { relu } from '../relu.ts';
import { step } from '../step.ts';
import { blockedAveragePool2d } from './blocked-average-pool2d.ts';
import { blockedBatchNorm } from './blocked-batch-norm.ts';
import { blockedBatchNormGradient } from './blocked-batch-norm-gradient.ts';
import { blockedBatchSum } from './blocked-batch-sum.ts';
import { blockedCentre } from './blocked-centre.ts';
import { blockedChannelSum } from './blocked-channel-sum.ts';
import { blockedConcatenate } from './blocked-concatenate.ts';
import { blockedConv2d, blockedConv2dRelu } from './blocked-conv2d.ts';
import { blockedInterleave2d } from './blocked-interleave2d.ts';
import { blockedMaxPool2d } from './blocked-max-pool2d.ts';
import { blockedMaxPool2dGradient } from './blocked-max-pool2d-gradient.ts';
import { blockedPad2d } from './blocked-pad2d.ts';
import { blockedSlice } from './blocked-slice.ts';
import { blockedSlidingMaxPool2d } from './blocked-sliding-max-pool2d.ts';
import { blockedStridedSlice2d } from './blocked-strided-slice2d.ts';
import { blockedUpsample2d } from './blocked-upsample2d.ts';
import { centredConv2d } from './centred-conv2d.ts';
import { fromBlocked } from './from-blocked.ts';
import { toBlocked } from './to-blocked.ts';

const image = [3, 2 * block, 6, 5];
const convolution = (
  channels: number,
  kernel: readonly number[],
  changes: Partial<ConvAttributes>,
  inBlocks = true,
): BlockedTest => ({
  shapes: [[2, channels, 7, 6], [2 * block, channels, ...kernel], [2 * block]],
  build: (x, w, b) => [blockedConv2d(inBlocks ? toBlocked(x) : x, w, b, geometryWith(changes))],
});

const tests: Record<string, BlockedTest> = {
  'there and back': { shapes: [image], build: (x) => [toBlocked(x)] },
  'element-wise ops': {
    shapes: [image, image],
    build: (x, y) => [add(multiply(relu(toBlocked(x)), 2), multiply(step(toBlocked(y)), toBlocked(x)))],
  },
  'convolution, 3x3': convolution(3 * block, [3, 3], {}),
  'convolution, 1x1': convolution(block, [1, 1], { pads: [0, 0, 0, 0] }),
  'convolution, 5x2 with uneven pads': convolution(block, [5, 2], { pads: [2, 0, 1, 1] }),
  'convolution, strided': convolution(block, [3, 3], { strides: [2, 3], pads: [0, 1, 1, 0] }),
  'convolution, dilated': convolution(block, [2, 2], { dilations: [2, 2] }),
  'convolution of one channel': convolution(1, [3, 3], {}, false),
  'convolution of three channels, strided': convolution(3, [3, 3], { strides: [2, 2] }, false),
  'convolution and its ReLU': {
    ...convolution(block, [3, 3], {}),
    build: (x, w, b) => [blockedConv2dRelu(toBlocked(x), w, b, geometryWith())],
  },
  'convolution without bias': {
    shapes: [
      [2, block, 4, 4],
      [block, block, 3, 3],
    ],
    build: (x, w) => [blockedConv2d(toBlocked(x), w, undefined, geometryWith())],
  },
  'convolution, depthwise': {
    shapes: [[2, 2 * block, 7, 6], [2 * block, 1, 3, 3], [2 * block]],
    build: (x, w, b) => [
      blockedConv2d(
        toBlocked(x),
        w,
        b,
        geometryWith({ groups: 2 * block, strides: [2, 1], dilations: [1, 2] }),
      ),
    ],
  },
  'convolution, groups of whole blocks': {
    shapes: [[2, 4 * block, 7, 6], [2 * block, 2 * block, 3, 3], [2 * block]],
    build: (x, w, b) => [blockedConv2d(toBlocked(x), w, b, geometryWith({ groups: 2 }))],
  },
  'average pooling, overlapping, padding not counted': {
    shapes: [image],
    build: (x) => [blockedAveragePool2d(toBlocked(x), { size: [3, 3], strides: [1, 2], pads: [1, 1, 1, 0] })],
  },
  'sliding max pooling, padded': {
    shapes: [image],
    build: (x) => [
      blockedSlidingMaxPool2d(toBlocked(x), { size: [3, 2], strides: [2, 1], pads: [1, 1, 2, 0] }),
    ],
  },
  'rows and columns at equal distances': {
    shapes: [image],
    build: (x) => [blockedStridedSlice2d(toBlocked(x), { first: [1, 0], steps: [2, 3], counts: [3, 2] })],
  },
  'all rows and columns at equal distances from the first': {
    shapes: [image],
    build: (x) => [blockedStridedSlice2d(toBlocked(x), { first: [0, 0], steps: [2, 3], counts: [3, 2] })],
  },
  'up-sampling': { shapes: [image], build: (x) => [blockedUpsample2d(toBlocked(x), { size: [2, 3] })] },
  'padding with a value': {
    shapes: [image],
    build: (x) => [blockedPad2d(toBlocked(x), { pads: [1, 0, 2, 3], value: -2 })],
  },
  'interleaving all places': {
    shapes: [image, image, image, image],
    build: (...values) => [
      blockedInterleave2d(values.map(toBlocked), { strides: [2, 2], places: [0, 1, 2, 3] }),
    ],
  },
  'interleaving some places': {
    shapes: [image, image],
    build: (...values) => [blockedInterleave2d(values.map(toBlocked), { strides: [3, 2], places: [5, 2] })],
  },
  'a part of the channels': {
    shapes: [image],
    build: (x) => [blockedSlice(toBlocked(x), { axis: 1, start: block, end: 2 * block })],
  },
  'a part of the rows': {
    shapes: [image],
    build: (x) => [blockedSlice(toBlocked(x), { axis: 2, start: 1, end: 4 })],
  },
  'a part of the columns': {
    shapes: [image],
    build: (x) => [blockedSlice(toBlocked(x), { axis: 3, start: 2, end: 4 })],
  },
  concatenation: {
    shapes: [image, [3, block, 6, 5]],
    build: (x, y) => [blockedConcatenate([toBlocked(x), toBlocked(y)])],
  },
  'channel sum': { shapes: [image], build: (x) => [blockedChannelSum(toBlocked(x))] },
  'max pooling, 2x2': {
    shapes: [[2, block, 4, 6]],
    build: (x) => [blockedMaxPool2d(toBlocked(x), { size: [2, 2] })],
  },
  'max pooling, 2x3 with rows left over': {
    shapes: [[2, block, 5, 7]],
    build: (x) => [blockedMaxPool2d(toBlocked(x), { size: [2, 3] })],
  },
  'max pooling gradient, 2x2': {
    shapes: [
      [2, block, 2, 3],
      [2, block, 4, 6],
    ],
    build: (dy, x) => {
      const y = blockedMaxPool2d(toBlocked(x), { size: [2, 2] });
      return [blockedMaxPool2dGradient(toBlocked(dy), toBlocked(x), y, { size: [2, 2] })];
    },
  },
  'max pooling gradient with ties': {
    shapes: [
      [2, block, 2, 3],
      [2, block, 4, 6],
    ],
    build: (dy, x) => {
      const ties = step(toBlocked(x));
      const y = blockedMaxPool2d(ties, { size: [2, 2] });
      return [blockedMaxPool2dGradient(toBlocked(dy), ties, y, { size: [2, 2] })];
    },
  },
  'sum of a batch': { shapes: [image], build: (x) => [blockedBatchSum(toBlocked(x))] },
  centring: { shapes: [image], build: (x) => [...blockedCentre(toBlocked(x))] },
  'convolution that centres its result': {
    shapes: [[3, block, 7, 6], [2 * block, block, 3, 2], [2 * block]],
    build: (x, w, b) => {
      const strided = geometryWith({ strides: [2, 3], pads: [0, 1, 1, 0] });
      return [...centredConv2d([toBlocked(x), w, b], strided, [3, 2])];
    },
  },
  'convolution of three channels that centres its result': {
    shapes: [
      [3, 3, 7, 6],
      [block, 3, 3, 3],
    ],
    build: (x, w) => [...centredConv2d([x, w, undefined], geometryWith(), [7, 6])],
  },
  'batch norm': {
    shapes: [image, [2 * block], [2 * block]],
    build: (x, gamma, beta) => {
      const [centred] = blockedCentre(toBlocked(x));
      return [...blockedBatchNorm(centred, gamma, beta, { epsilon: 1e-3 })];
    },
  },
  'batch norm gradient': {
    shapes: [image, image, [2 * block], [2 * block]],
    build: (dy, x, gamma, beta) => {
      const [centred] = blockedCentre(toBlocked(x));
      const [, variance] = blockedBatchNorm(centred, gamma, beta, { epsilon: 1e-3 });
      return blockedBatchNormGradient(toBlocked(dy), centred, gamma, variance, { epsilon: 1e-3 });
    },
  },
};

const title =
  machineBlockSize === undefined
    ? 'blocked ops (skipped: this machine has no blocked layout that works)'
    : `blocked ops, ${block} channels a block`;

describe('the block size of a machine', () => {
  it('is found wherever the runtime has the blocked layout, so that nothing below is skipped by mistake', async () => {
    const graph = new Graph('there-and-back');
    graph.output('y', fromBlocked(toBlocked(graph.input('x', 'float32', [1, 16, 2, 2]))));
    const arrays = drawInputs(graph, 3);
    // Sixteen channels are whole blocks of 16 and of 8.
    const result = await runOnCpu(graph, arrays, 16).catch(() => undefined);
    expect(machineBlockSize !== undefined).toBe(result !== undefined);
  });
});

describe.skipIf(machineBlockSize === undefined)(title, () => {
  testBlocked(tests);
});
