import { fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dtypeSizeBytes } from '../../src/core/dtype.ts';
import { InternalError } from '../../src/core/errors.ts';
import { randomStream } from '../../src/core/random.ts';
import { elementCount } from '../../src/core/shape.ts';
import { Graph, type Node, type Value } from '../../src/graph/graph.ts';
import { printGraph } from '../../src/graph/print.ts';
import { liveNodes, rewriteGraph } from '../../src/graph/rewrite.ts';
import { verifyGraph } from '../../src/graph/verify.ts';
import { lowerToModel } from '../../src/onnx/lower-graph.ts';
import { ModelProtoSchema } from '../../src/onnx/proto/onnx_pb.js';
import { onnxDType } from '../../src/ops/onnx-dtype.ts';
import { buildLoss, randomModel } from './random-model.ts';

const graphOf = (model: Parameters<typeof buildLoss>[1]) => {
  const graph = new Graph('model');
  graph.output('loss', buildLoss(graph, model).loss);
  return graph;
};
const few = { numRuns: 15 };

describe('verifyGraph', () => {
  /** Ways to break a graph, each of which it must see. */
  const damages: Record<string, (graph: Graph, node: Node) => void> = {
    'a node that is out of order': (graph) => {
      const nodes = graph.nodes as Node[];
      nodes.unshift(nodes.pop()!);
    },
    'a missing node': (graph) => {
      (graph.nodes as Node[]).shift();
    },
    'a node that is there twice': (graph, node) => {
      (graph.nodes as Node[]).push(node);
    },
    'another shape': (_, node) => {
      const [output] = node.outputs;
      Object.assign(output!, { type: { ...output!.type, shape: [...output!.shape, 7] } });
    },
    'another dtype': (_, node) => {
      const [output] = node.outputs;
      Object.assign(output!, { type: { ...output!.type, dtype: 'int64' } });
    },
    'another layout': (_, node) => {
      const [output] = node.outputs;
      Object.assign(output!, { type: { ...output!.type, layout: 'blocked' } });
    },
    'an output too many': (_, node) => {
      (node.outputs as Value[]).push(node.outputs[0]!);
    },
    'a value of another graph': (graph) => {
      graph.output('foreign', new Graph('other').scalar(1));
    },
  };

  it('accepts what the builder and the rewriter make', () => {
    fc.assert(
      fc.property(randomModel([2, 3]), (model) => {
        const graph = graphOf(model);
        verifyGraph(graph);
        verifyGraph(rewriteGraph(graph));
      }),
      few,
    );
  });

  it.each(Object.entries(damages))('refuses %s', (_, damage) => {
    fc.assert(
      fc.property(randomModel([2, 3]), fc.nat(), (model, pick) => {
        const graph = graphOf(model);
        damage(graph, graph.nodes[pick % graph.nodes.length]!);
        expect(() => {
          verifyGraph(graph);
        }).toThrow(InternalError);
      }),
      few,
    );
  });
});

describe('printGraph', () => {
  it('prints one line a node, and the same text for the same graph', () => {
    fc.assert(
      fc.property(randomModel([2, 3]), (model) => {
        const graph = graphOf(model);
        const text = printGraph(graph);
        expect(printGraph(graphOf(model))).toBe(text);
        expect(text.split('\n')).toHaveLength(graph.nodes.length + 4);
        for (const node of graph.nodes) expect(text).toContain(` = ${node.op.name}(`);
      }),
      few,
    );
  });
});

describe('rewriteGraph', () => {
  it('changes nothing the second time, and leaves no dead or equal nodes', () => {
    fc.assert(
      fc.property(randomModel([2, 3]), (model) => {
        const once = rewriteGraph(graphOf(model));
        expect(printGraph(rewriteGraph(once))).toBe(printGraph(once));
        expect(liveNodes(once).size).toBe(once.nodes.length);
        const lines = printGraph(once)
          .split('\n')
          .map((line) => line.replace(/^.* = /, ''));
        expect(new Set(lines).size).toBe(lines.length);
      }),
      few,
    );
  });
});

describe('ONNX files', () => {
  it('hold the inputs, outputs, weights and metadata that went in, and encode back to the same bytes', () => {
    fc.assert(
      fc.property(randomModel([2, 3]), fc.string({ unit: 'grapheme' }), fc.nat(1000), (model, text, seed) => {
        const graph = graphOf(model);
        const stream = randomStream(seed, 'weights');
        const weighted = graph.inputs.filter(({ type }) => type.dtype === 'float32');
        const weights = Object.fromEntries(
          weighted.map(({ name, shape }) => [
            name!,
            // A part of a larger buffer, as tensors of a checkpoint are.
            Float32Array.from({ length: elementCount(shape as number[]) + 1 }, () =>
              stream.normal(),
            ).subarray(1),
          ]),
        );
        const file = lowerToModel(graph, { weights, metadata: { text } });
        const decoded = fromBinary(ModelProtoSchema, file);
        expect(toBinary(ModelProtoSchema, decoded)).toEqual(file);
        expect(decoded.metadataProps.map(({ key, value }) => [key, value])).toEqual([['text', text]]);
        const inner = decoded.graph!;
        expect(inner.input.map(({ name }) => name)).toEqual(
          graph.inputs.filter((input) => !weighted.includes(input)).map(({ name }) => name),
        );
        expect(inner.output.map(({ name }) => name)).toEqual(['loss']);
        for (const { name, shape, type } of weighted) {
          const tensor = inner.initializer.find((candidate) => candidate.name === name)!;
          expect(tensor.dims.map(Number)).toEqual(shape);
          expect(tensor.dataType).toBe(onnxDType[type.dtype]);
          expect(tensor.rawData).toHaveLength(elementCount(shape as number[]) * dtypeSizeBytes[type.dtype]);
          expect(new Float32Array(tensor.rawData.slice().buffer)).toEqual(weights[name!]);
        }
      }),
      few,
    );
  });

  it('compute every tensor once, before its use', () => {
    fc.assert(
      fc.property(randomModel([2, 3]), (model) => {
        const { graph } = fromBinary(ModelProtoSchema, lowerToModel(graphOf(model)));
        const known = new Set([...graph!.input, ...graph!.initializer].map(({ name }) => name));
        for (const { input, output } of graph!.node) {
          for (const name of input) expect(name === '' || known.has(name), name).toBe(true);
          for (const name of output) expect(known.has(name), name).toBe(false);
          for (const name of output) known.add(name);
        }
        for (const { name } of graph!.output) expect(known.has(name)).toBe(true);
      }),
      few,
    );
  });
});
