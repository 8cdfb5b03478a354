import { randomStream } from '../core/random.ts';
import { Graph } from '../graph/graph.ts';
import { assignLayouts } from '../onnx/assign-layouts.ts';
import { lowerToModel } from '../onnx/lower-graph.ts';
import { conv2d } from '../ops/conv2d.ts';
import { maxPool2d } from '../ops/max-pool2d.ts';
import type { Provider, RuntimeTensor } from './provider.ts';

/** The block sizes of the runtime's kernels: 16 with AVX-512, 8 with AVX2 and on Arm. */
const BLOCK_SIZES = [16, 8] as const;
const CHANNELS = 32;

/**
 * Finds the block size for which the blocked operators work on this machine, by computing a small convolution with them
 * and with plain ones.
 *
 * @returns the channels in a block; `undefined` where the operators are missing or give other numbers
 */
export async function probeBlocked(provider: Provider): Promise<number | undefined> {
  const expected = await runProbe(provider, undefined);
  for (const blockSize of BLOCK_SIZES) {
    try {
      const actual = await runProbe(provider, blockSize);
      const largest = expected.reduce((top, element) => Math.max(top, Math.abs(element)), 0);
      if (expected.every((element, index) => Math.abs(element - actual[index]!) <= 1e-4 * largest))
        return blockSize;
    } catch {
      // The runtime refuses the operators, or this block size: plain operators are used instead.
    }
  }
  return undefined;
}

async function runProbe(provider: Provider, blockSize: number | undefined): Promise<Float32Array> {
  const graph = new Graph('probe');
  const x = graph.input('x', 'float32', [2, CHANNELS, 6, 6]);
  const kernel = graph.input('kernel', 'float32', [CHANNELS, CHANNELS, 3, 3]);
  const geometry = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], groups: 1 };
  graph.output('y', maxPool2d(conv2d(x, kernel, undefined, geometry), { size: [2, 2] }));
  const lowered = blockSize === undefined ? graph : assignLayouts(graph, blockSize);
  const session = await provider.createSession(lowerToModel(lowered, { blockSize: blockSize ?? 1 }), {
    threads: 1,
  });
  try {
    const results = await session.run({ x: probeTensor(x.shape, 0), kernel: probeTensor(kernel.shape, 1) });
    return results['y']!.data as Float32Array;
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
