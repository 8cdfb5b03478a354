import { describe, expect, it } from 'vitest';
import { fromBinary } from '@bufbuild/protobuf';
import { InternalError } from '../core/errors.ts';
import { applyOp, defineOp, Graph, type Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { overSlices } from '../ops/sum-over-slices.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import { lowerToScan, type ScanSignature } from './lower-scan.ts';
import { ModelProtoSchema, type GraphProto } from './proto/onnx_pb.js';

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

/** −x + exp(|x|), where −x is wanted early. */
const earlyOp = defineOp({
  name: 'early',
  elementwise: true,
  infer: ([x]) => [x!],
  lower: ({ inputs: [x], emit }) => {
    const early = emit.early(emit.node('Neg', [x!]));
    return [emit.node('Add', [early, emit.node('Exp', [emit.node('Abs', [x!])])])];
  },
  grad: null,
  reference: ({ inputs: [x] }) => [x!],
});

/** The kinds of the nodes that a step of `earlyOp` consists of, in the order of the file. */
function kindsOf(slices: number): string[] {
  const graph = new Graph('step');
  const change: Value = applyOp(earlyOp, [graph.input('change', 'float32', [2])], {});
  graph.output('state', add(graph.input('state', 'float32', [2]), overSlices(change, slices)));
  const signature: ScanSignature = {
    ...{ shared: [], perStep: ['change'], state: ['state'], stacked: [] },
    ...(slices > 1 && { slices: { count: slices, inputs: ['change'] } }),
  };
  const kinds = ({ node: nodes }: GraphProto): string[] =>
    nodes.flatMap(({ opType, attribute }) => [opType, ...attribute.flatMap(({ g }) => (g ? kinds(g) : []))]);
  return kinds(fromBinary(ModelProtoSchema, lowerToScan(graph, signature)).graph!);
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

  it('puts what is wanted early behind all else that its reader reads', () => {
    expect(kindsOf(1)).toEqual(['Scan', 'Abs', 'Exp', 'Neg', 'Add', 'Add']);
    expect(kindsOf(2).join()).toContain('Abs,Exp,Neg,Add,');
  });

  it('needs something that tells how many steps there are, and to be told of every input', () => {
    const graph = step(1);
    const nothing = { shared: ['shared', 'change'], perStep: [], state: ['state'], stacked: ['seen'] };
    expect(() => lowerToScan(graph, nothing)).toThrow(InternalError);
    const unsaid = { shared: [], perStep: ['change'], state: ['state'], stacked: ['seen'] };
    expect(() => lowerToScan(graph, unsaid)).toThrow('input shared');
  });
});
