import { describe, expect, it } from 'vitest';
import { InternalError } from '../core/errors.ts';
import { Graph } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { overSlices } from '../ops/sum-over-slices.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { lowerToScan, type ScanSignature } from './lower-scan.ts';

/** `state` + `shared` · the sum of `change` over slices; `seen` is the state before. */
function step(slices: number): Graph {
  const graph = new Graph('step');
  const state = graph.input('state', 'float32', [2]);
  const shared = graph.input('shared', 'float32', []);
  const change = graph.input('change', 'float32', [2]);
  graph.output('state', add(state, multiply(overSlices(change, slices), shared)));
  graph.output('seen', add(state, 0));
  return graph;
}

async function run(slices: number, shape: readonly number[], change: readonly number[]) {
  const signature: ScanSignature = {
    ...{ shared: ['shared'], perStep: ['change'], state: ['state'], stacked: ['seen'] },
    ...(slices > 1 && { slices: { count: slices, inputs: ['change'] } }),
  };
  const session = await cpuProvider.createSession(lowerToScan(step(slices), signature), { threads: 1 });
  const float = (of: readonly number[], data: readonly number[]) =>
    ({ dtype: 'float32', shape: of, data: Float32Array.from(data) }) as const;
  const results = await session.run({
    ...{ state: float([2], [1, 2]), shared: float([], [10]), change: float(shape, change) },
  });
  await session.release();
  return { state: results['state_next'], seen: results['seen'] };
}

describe('lowerToScan', () => {
  it('takes as many steps as are stacked, each from the state of the one before', async () => {
    const { state, seen } = await run(1, [3, 2], [1, 0, 0, 1, 2, 2]);
    expect([...state!.data]).toEqual([31, 32]);
    expect(seen!.shape).toEqual([3, 2]);
    expect([...seen!.data]).toEqual([1, 2, 11, 2, 11, 12]);
  });

  it('gives each slice of a step its own part', async () => {
    const { state, seen } = await run(2, [2, 2, 2], [1, 0, 0, 1, 2, 2, 3, 4]);
    expect([...state!.data]).toEqual([61, 72]);
    expect([...seen!.data]).toEqual([1, 2, 11, 12]);
  });

  it('needs something that tells how many steps there are, and to be told of every input', () => {
    const graph = step(1);
    const nothing = { shared: ['shared', 'change'], perStep: [], state: ['state'], stacked: ['seen'] };
    expect(() => lowerToScan(graph, nothing)).toThrow(InternalError);
    const unsaid = { shared: [], perStep: ['change'], state: ['state'], stacked: ['seen'] };
    expect(() => lowerToScan(graph, unsaid)).toThrow('input shared');
  });
});
