import { create } from '@bufbuild/protobuf';
import { tensorType } from '../graph/tensor-type.ts';
import { sumOverSlicesOp } from '../ops/sum-over-slices.ts';
import { executionOrder } from './execution-order.ts';
import { valueInfo } from './lower-graph.ts';
import { originOfName } from './node-name.ts';
import type { OnnxEmitter } from './onnx-emitter.ts';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  type NodeProto,
  type TensorProto,
} from './proto/onnx_pb.js';

/** The number of the slice, from 0, inside the loop over slices: an int64 scalar. */
export const SLICE = 'slice';

/** A value that slices add up: the shape and zeros that it begins with, what a slice adds, its name and its node's. */
interface Sum {
  readonly shape: readonly number[];
  readonly zeros: string;
  readonly part: string;
  readonly name: string;
  readonly node: string;
}

/**
 * Moves the nodes that depend on `SLICE` into a loop over the slices of a batch. Each sum over slices is a state of that loop,
 * to which a slice adds its part. Everything else stays outside, and is computed once for all slices.
 *
 * @param emitter has the nodes of one slice and what follows from the sums, each behind those that it reads
 */
export function nestSlices(
  emitter: OnnxEmitter,
  count: number,
): { readonly nodes: NodeProto[]; readonly initializers: TensorProto[] } {
  const trips = emitter.constant('int64', [], BigInt64Array.of(BigInt(count)));
  const going = emitter.constant('bool', [], Uint8Array.of(1));
  const constants = new Map(emitter.initializers.map((tensor) => [tensor.name, tensor]));
  const sums = emitter.nodeProtos.filter(isSumOverSlices).map(({ name: node, input, output }): Sum => {
    const [zeros, part] = input as [string, string];
    return { zeros, part, node, name: output[0]!, shape: constants.get(zeros)!.dims.map(Number) };
  });
  const others = emitter.nodeProtos.filter((node) => !isSumOverSlices(node));
  const [inside, outside] = divide(others, [SLICE]);
  const names = sums.map(({ name }) => name);
  const [after, before] = divide(outside, names);

  const readOutside = new Set([...outside.flatMap(({ input }) => input), ...sums.map(({ zeros }) => zeros)]);
  const readInside = new Set(inside.flatMap(({ input }) => input));
  const isOwn = ({ name }: TensorProto) => readInside.has(name) && !readOutside.has(name);
  const body = {
    name: 'body',
    type: AttributeProto_AttributeType.GRAPH,
    g: sliceBody(inside, sums, emitter.initializers.filter(isOwn), emitter.earlyNames),
  };
  const loop = create(NodeProtoSchema, {
    ...{ opType: 'Loop', name: 'slices', output: names },
    input: [trips, going, ...sums.map(({ zeros }) => zeros)],
    attribute: [create(AttributeProtoSchema, body)],
  });
  return {
    nodes: [...before, loop, ...after],
    initializers: emitter.initializers.filter((tensor) => !isOwn(tensor)),
  };
}

function sliceBody(
  nodes: readonly NodeProto[],
  sums: readonly Sum[],
  constants: TensorProto[],
  early: ReadonlySet<string>,
) {
  const additions = sums.map(({ name, node, part }) =>
    create(NodeProtoSchema, {
      ...{ opType: 'Add', name: node },
      ...{ input: [`${name}_before`, part], output: [`${name}_after`] },
    }),
  );
  const going = { opType: 'Identity', input: ['slice_going_in'], output: ['slice_going_out'] };
  const scalar = (name: string, dtype: 'int64' | 'bool') => valueInfo(name, tensorType(dtype, []));
  const state = (when: string) =>
    sums.map(({ name, shape }) => valueInfo(`${name}_${when}`, tensorType('float32', shape)));
  return create(GraphProtoSchema, {
    name: 'slice_body',
    node: executionOrder([...nodes, ...additions, create(NodeProtoSchema, going)], early),
    initializer: constants,
    input: [scalar(SLICE, 'int64'), scalar('slice_going_in', 'bool'), ...state('before')],
    output: [scalar('slice_going_out', 'bool'), ...state('after')],
  });
}

function isSumOverSlices({ name }: NodeProto): boolean {
  return originOfName(name)?.operation === sumOverSlicesOp.name;
}

/** The nodes that depend on any of the names, and the others, in their order. */
function divide(
  nodes: readonly NodeProto[],
  names: readonly string[],
): [dependent: NodeProto[], other: NodeProto[]] {
  const reached = new Set(names);
  const dependent = new Set<NodeProto>();
  for (const node of nodes) {
    if (!node.input.some((name) => reached.has(name))) continue;
    dependent.add(node);
    for (const name of node.output) reached.add(name);
  }
  return [nodes.filter((node) => dependent.has(node)), nodes.filter((node) => !dependent.has(node))];
}
