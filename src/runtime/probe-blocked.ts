import { randomStream } from '../core/random.ts';
import { Graph } from '../graph/graph.ts';
import { assignLayouts } from '../onnx/assign-layouts.ts';
import { FEWEST_ROWS } from '../onnx/blocked-dense-rules.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import { conv2d } from '../ops/conv2d.ts';
import { conv2dWeightGradient } from '../ops/conv2d-weight-gradient.ts';
import { matmul } from '../ops/matmul.ts';
import { maxPool2dGradient } from '../ops/max-pool2d-gradient.ts';
import { maxPool2d } from '../ops/max-pool2d.ts';
import type { Provider, RuntimeTensor } from './provider.ts';

/** The block sizes of the runtime's kernels: 16 with AVX-512, 8 with AVX2 and on Arm. */
const BLOCK_SIZES = [16, 8] as const;
const CHANNELS = 32;

/**
 * Finds the block size for which the blocked operators work on this machine, by computing small convolutions
 * and matrix products with them and with plain ones.
 *
 * @returns the channels in a block; `undefined` where the operators are missing or give other numbers
 */
export async function probeBlocked(provider: Provider): Promise<number | undefined> {
  const expected = await runProbe(provider, undefined);
  for (const blockSize of BLOCK_SIZES) {
    try {
      const actual = await runProbe(provider, blockSize);
      if (expected.every((element, index) => Math.abs(element - actual[index]!) <= 1e-4)) return blockSize;
    } catch {
      // The runtime refuses the operators, or this block size: plain operators are used instead.
    }
  }
  return undefined;
}

/**
 * A pooled convolution of one channel and one of many, and the weight gradient of the first, which rests on a strided
 * convolution giving the same bits as one that is not; and a dense layer with products as its gradients have them.
 */
function probeGraph(): Graph {
  const graph = new Graph('probe');
  const image = graph.input('image', 'float32', [2, 1, 12, 12]);
  const dy = graph.input('dy', 'float32', [2, CHANNELS, 6, 6]);
  const geometry = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 };
  const size = [2, 2];
  const first = conv2d(image, graph.input('kernel0', 'float32', [CHANNELS, 1, 3, 3]), undefined, geometry);
  const pooled = maxPool2d(first, { size });
  const second = graph.input('kernel1', 'float32', [CHANNELS, CHANNELS, 3, 3]);
  graph.output('y', maxPool2d(conv2d(pooled, second, undefined, geometry), { size }));
  const gradient = maxPool2dGradient(dy, first, pooled, { size });
  graph.output('dw', conv2dWeightGradient(image, gradient, { ...geometry, kernelSize: [3, 3] }));
  const rows = graph.input('rows', 'float32', [FEWEST_ROWS, CHANNELS]);
  const kernel = graph.input('kernel2', 'float32', [CHANNELS, CHANNELS]);
  const dense = matmul(rows, kernel);
  graph.output('dense', dense);
  graph.output('denseInput', matmul(dense, kernel, { transposeB: true }));
  graph.output('denseKernel', matmul(rows, dense, { transposeA: true }));
  return graph;
}

/** All numbers of the probe's outputs, each output divided by its largest. */
async function runProbe(provider: Provider, blockSize: number | undefined): Promise<number[]> {
  const graph = probeGraph();
  const lowered = blockSize === undefined ? graph : assignLayouts(graph, blockSize);
  const session = await provider.createSession(lowerToModel(lowered, { blockSize: blockSize ?? 1 }), {
    threads: 1,
  });
  try {
    const feeds = graph.inputs.map((input, index) => [input.name!, probeTensor(input.shape, index)] as const);
    const results = await session.run(Object.fromEntries(feeds));
    return [...graph.outputs.keys()].flatMap((name) => {
      const numbers = [...(results[name]!.data as Float32Array)];
      const largest = Math.max(...numbers.map(Math.abs));
      return numbers.map((number) => number / largest);
    });
  } finally {
    await session.release();
  }
}

function probeTensor(shape: readonly (number | string)[], index: number): RuntimeTensor {
  const stream = randomStream(0, 'probe', index);
  const count = (shape as readonly number[]).reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: count }, () => stream.uniform(-1, 1));
  return { dtype: 'float32', shape: shape as readonly number[], data };
}
