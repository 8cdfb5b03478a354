import { create, toBinary } from '@bufbuild/protobuf';
import { InternalError } from '../core/errors.ts';
import type { TypedArray } from '../core/dtype.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { storedShape, type TensorType } from '../graph/tensor-type.ts';
import { onnxDType } from '../ops/onnx-dtype.ts';
import { OnnxEmitter, tensorProto } from './onnx-emitter.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  TensorShapeProtoSchema,
  ValueInfoProtoSchema,
  type GraphProto,
  type ValueInfoProto,
} from './proto/onnx_pb.js';

const IR_VERSION = 10n;
const OPSET = 21n;
/** The version that the runtime's own domains carry. */
const INTERNAL_OPSET = 1n;

export interface ModelOptions {
  /** Contents for graph inputs that become constants of the model, such as trained weights. */
  readonly weights?: Readonly<Record<string, TypedArray>>;
  /** Key and value texts that travel in the model file. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The channels in one block, where the graph has blocked values. */
  readonly blockSize?: number;
}

/** Writes a graph as an ONNX model: graph inputs and outputs keep their names. */
export function lowerToModel(graph: Graph, options: ModelOptions = {}): Uint8Array {
  const emitter = new OnnxEmitter('', options.blockSize ?? 1);
  const names = new Map<Value, string>();
  const inputs = emitWeights(graph, emitter, names, options.weights);
  for (const input of inputs) names.set(input, input.name!);
  emitNodes(graph, emitter, names);
  nameOutputs(graph, emitter, names, (name) => name);
  return encodeModel(
    create(GraphProtoSchema, {
      name: graph.name,
      node: emitter.nodeProtos,
      initializer: emitter.initializers,
      input: inputs.map((input) => valueInfo(input.name!, input.type)),
      output: [...graph.outputs].map(([name, value]) => valueInfo(name, value.type)),
    }),
    options.metadata,
  );
}

/** Writes those inputs of `graph` as constants that have weights, under their names; gives the others. */
export function emitWeights(
  graph: Graph,
  emitter: OnnxEmitter,
  names: Map<Value, string>,
  weights: ModelOptions['weights'] = {},
): readonly Value[] {
  return graph.inputs.filter((input) => {
    const { name, type, shape } = input;
    const data = weights[name!];
    if (!data) return true;
    names.set(input, name!);
    emitter.initializers.push(tensorProto(name!, type.dtype, shape as number[], data));
    return false;
  });
}

/** Writes the nodes of `graph`; `names` maps its inputs to ONNX names and learns those of every other value. */
export function emitNodes(graph: Graph, emitter: OnnxEmitter, names: Map<Value, string>): void {
  for (const constant of graph.constants) {
    names.set(constant, emitter.constant(constant.type.dtype, constant.shape as number[], constant.data!));
  }
  for (const node of graph.nodes) {
    emitter.origin = { operation: node.op.name, ...node.origin };
    const results = node.op.lower({
      inputs: node.inputs.map((value) => names.get(value)!),
      inputTypes: node.inputs.map((value) => value.type),
      outputTypes: node.outputs.map((value) => value.type),
      attributes: node.attributes,
      emit: emitter,
    });
    if (results.length < node.outputs.length) {
      throw new InternalError(
        `${node.op.name}: its lowering gives ${results.length} of ${node.outputs.length} outputs`,
      );
    }
    node.outputs.forEach((output, index) => names.set(output, results[index]!));
  }
  emitter.origin = undefined;
}

/** Gives every graph output a name of its own, by a copy where inputs, constants or shared values are outputs. */
export function nameOutputs(
  graph: Graph,
  emitter: OnnxEmitter,
  names: ReadonlyMap<Value, string>,
  rename: (name: string) => string,
): void {
  emitter.rename(new Map([...graph.outputs].map(([name, value]) => [rename(name), names.get(value)!])));
}

export function valueInfo(name: string, type: TensorType): ValueInfoProto {
  const dim = storedShape(type).map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof size === 'string'
          ? { case: 'dimParam', value: size }
          : { case: 'dimValue', value: BigInt(size) },
    }),
  );
  const tensor = create(TypeProto_TensorSchema, {
    elemType: onnxDType[type.dtype],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}

/** Wraps a graph as a model file, declaring the domains that its nodes use. */
export function encodeModel(graph: GraphProto, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const domains = new Set(usedDomains(graph));
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'atelier',
    graph,
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: OPSET }),
      ...[...domains]
        .filter((domain) => domain !== '')
        .map((domain) => create(OperatorSetIdProtoSchema, { domain, version: INTERNAL_OPSET })),
    ],
    metadataProps: Object.entries(metadata).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    ),
  });
  return toBinary(ModelProtoSchema, model);
}

function usedDomains(graph: GraphProto): string[] {
  return graph.node.flatMap((node) => [
    node.domain,
    ...node.attribute.flatMap((attribute) => (attribute.g ? usedDomains(attribute.g) : [])),
  ]);
}
