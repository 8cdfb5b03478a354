import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../graph/evaluate.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { add } from '../ops/add.ts';
import { toBlocked } from '../ops/blocked/to-blocked.ts';
import { fromBlocked } from '../ops/blocked/from-blocked.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { drawInputs, machineBlockSize } from '../testing/test-graph.ts';
import { expectClose } from '../testing/test-op.ts';
import { ndArray } from '../core/nd-array.ts';
import { blockState } from './block-state.ts';
import { lowerToScan, scanShape } from './lower-scan.ts';

/** A kernel that is halved in blocks, plus a number for each step. */
function halving(more: (graph: Graph, kernel: Value) => void = () => undefined): Graph {
  const graph = new Graph('halving');
  const kernel = graph.input('kernel', 'float32', [96, 32]);
  const change = graph.input('change', 'float32', []);
  graph.output('kernel', fromBlocked(add(multiply(toBlocked(kernel), 0.5), change)));
  more(graph, kernel);
  return graph;
}

describe('blockState', () => {
  it('leaves of a state that is updated in blocks nothing but the update', () => {
    const text = printGraph(blockState(halving(), ['kernel']));
    expect(text).toContain('%kernel: float32[96,32]@blocked');
    expect(text).not.toMatch(/toBlocked|fromBlocked/);
  });

  it('takes it out of blocks for what reads it elsewhere', () => {
    const graph = blockState(
      halving((step, kernel) => {
        step.output('sum', reduceSum(kernel, { axes: [0, 1] }));
      }),
      ['kernel'],
    );
    expect(printGraph(graph).match(/fromBlocked/g)).toHaveLength(1);
    expect(printGraph(graph)).not.toContain('toBlocked');
    const arrays = drawInputs(graph, 2);
    const sum = arrays['kernel']!.data.reduce((a, b) => a + b, 0);
    expect(evaluateGraph(graph, arrays)['sum']!.data[0]).toBeCloseTo(sum, 9);
  });

  it('leaves images alone, whose order a scan does not change', () => {
    const graph = new Graph('images');
    const image = graph.input('image', 'float32', [2, 16, 4, 4]);
    graph.output('image', fromBlocked(multiply(toBlocked(image), 0.5)));
    expect(printGraph(blockState(graph, ['image']))).toBe(printGraph(graph));
  });

  it('leaves alone what is not state, and state that leaves the step in the plain layout', () => {
    const graph = halving((step, kernel) => {
      step.output('plain', multiply(kernel, 2));
    });
    expect(printGraph(blockState(graph, []))).toBe(printGraph(graph));
    expect(printGraph(blockState(graph, ['plain']))).toBe(printGraph(graph));
  });
});

describe.skipIf(machineBlockSize === undefined)('a scan over steps with blocked state', () => {
  it('takes the state and gives it in the order of a plain one', async () => {
    const graph = blockState(
      halving((step, kernel) => {
        step.output('seen', reduceSum(kernel, { axes: [0, 1] }));
      }),
      ['kernel'],
    );
    const signature = { shared: [], perStep: ['change'], state: ['kernel'], stacked: ['seen'] };
    const model = lowerToScan(graph, signature, { blockSize: machineBlockSize! });
    const session = await cpuProvider.createSession(model, { threads: 1 });
    const kernel = Float32Array.from({ length: 96 * 32 }, (_, index) => Math.fround(Math.sin(index)));
    const results = await session.run({
      kernel: { dtype: 'float32', shape: scanShape(graph.inputs[0]!.type) as number[], data: kernel },
      change: { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2, 3) },
    });
    await session.release();
    // Three times half, and 1 / 4 + 2 / 2 + 3.
    const expected = kernel.map((element) => element / 8 + 4.25);
    const actual = results['kernel_next']!.data as Float32Array;
    expectClose(ndArray([96 * 32], actual), ndArray([96 * 32], expected), 1e-6);
    const sum = kernel.reduce((a, b) => a + b, 0);
    const seen = results['seen']!.data as Float32Array;
    [sum, sum / 2 + 3072, sum / 4 + 1536 + 6144].forEach((wanted, step) => {
      expect(seen[step]).toBeCloseTo(wanted, 1);
    });
  });
});
