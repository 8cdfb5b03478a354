import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { executionOrder } from './execution-order.ts';
import { NodeProtoSchema, type NodeProto } from './proto/onnx_pb.js';

function node(name: string, input: string, output = name): NodeProto {
  return create(NodeProtoSchema, {
    name,
    input: input.split(' '),
    output: output.split(' '),
  });
}

/** What the runtime makes of a file: see `executionOrder`. */
function executed(file: readonly NodeProto[]): string[] {
  const producers = new Map(file.flatMap((each) => each.output.map((name) => [name, each] as const)));
  const done = new Set<NodeProto>();
  const execute = (each: NodeProto) => {
    if (done.has(each)) return;
    const inputs = each.input.map((name) => producers.get(name)).filter((input) => input !== undefined);
    for (const input of inputs.sort((a, b) => file.indexOf(b) - file.indexOf(a))) execute(input);
    done.add(each);
  };
  const read = new Set(file.flatMap(({ input }) => input));
  for (const last of file.filter(({ output }) => !output.some((name) => read.has(name))).reverse())
    execute(last);
  return [...done].map(({ name }) => name);
}

describe('executionOrder', () => {
  it('makes a copy right before it is read', () => {
    const nodes = [
      node('copy1', 'x'),
      node('sum1', 'copy1'),
      node('copy2', 'x'),
      node('sum2', 'copy2 sum1'),
      node('copy3', 'x'),
      node('sum3', 'copy3 sum2'),
    ];
    expect(executed(nodes)).toEqual(['copy3', 'copy2', 'copy1', 'sum1', 'sum2', 'sum3']);
    expect(executed(executionOrder(nodes))).toEqual(['copy1', 'sum1', 'copy2', 'sum2', 'copy3', 'sum3']);
  });

  it('makes a copy early where that is wanted, and one node alone reads it', () => {
    const nodes = [
      node('copy1', 'x'),
      node('sum1', 'copy1'),
      node('copy2', 'x'),
      node('shape2', 'copy2'),
      node('copy3', 'x'),
      node('sum2', 'shape2 sum1'),
      node('sum3', 'copy3 sum2'),
    ];
    const early = new Set(['copy1', 'shape2', 'copy3', 'unknown']);
    const order = executionOrder(nodes, early);
    expect(executed(order)).toEqual(['copy3', 'copy2', 'shape2', 'copy1', 'sum1', 'sum2', 'sum3']);
    const twice = [...nodes, node('other', 'copy3')];
    expect(executed(executionOrder(twice, new Set(['copy3'])))).toEqual([
      ...['copy2', 'shape2', 'copy1', 'sum1', 'sum2', 'copy3', 'sum3', 'other'],
    ]);
  });

  it('keeps a node of which several results are wanted early in front of what reads it', () => {
    const nodes = [
      node('parts', 'x', 'a b c d e f'),
      node('long', 'x'),
      node('last', 'a b c d e f long'),
      node('end', 'last'),
    ];
    const order = executionOrder(nodes, new Set(['a', 'b', 'c', 'd', 'e', 'f']));
    expect(order.map(({ name }) => name)).toEqual(['long', 'parts', 'last', 'end']);
  });

  it('updates a layer as soon as its gradient is there', () => {
    const nodes = [
      node('forward/layer1/dense/n1', 'x w1', 'y1'),
      node('forward/layer2/dense/n2', 'y1 w2', 'y2'),
      node('forward/loss/mean/n3', 'y2', 'loss'),
      node('backward/layer2/dense/n4', 'y2', 'dy2'),
      node('backward/layer2/dense/n5', 'dy2 y1', 'dw2'),
      node('backward/layer1/dense/n6', 'dy2 w2', 'dy1'),
      node('backward/layer1/dense/n7', 'dy1 x', 'dw1'),
      node('update/layer1/subtract/n8', 'w1 dw1', 'w1_out'),
      node('update/layer2/multiply/n9', 'w2', 'decayed'),
      node('update/layer2/subtract/n10', 'decayed dw2', 'w2_out'),
    ];
    expect(executed(executionOrder(nodes)).map((name) => name.split('/n')[1])).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '9',
      '10',
      '6',
      '7',
      '8',
    ]);
  });

  it('keeps each node behind those that it reads', () => {
    const nodes = [node('a', 'x'), node('b', 'a'), node('c', 'a'), node('d', 'b c'), node('e', 'c d')];
    const seen = new Set(['x']);
    for (const { input, output } of executionOrder(nodes)) {
      for (const name of input) expect(seen).toContain(name);
      for (const name of output) seen.add(name);
    }
    expect(seen.size).toBe(6);
  });
});
