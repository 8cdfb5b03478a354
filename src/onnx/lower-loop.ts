import { create } from '@bufbuild/protobuf';
import { InternalError } from '../core/errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { tensorType } from '../graph/tensor-type.ts';
import { executionOrder } from './execution-order.ts';
import {
  emitNodes,
  emitWeights,
  encodeModel,
  nameOutputs,
  valueInfo,
  type ModelOptions,
} from './lower-graph.ts';
import { nestSlices, SLICE } from './nest-slices.ts';
import { OnnxEmitter } from './onnx-emitter.ts';
import { AttributeProto_AttributeType, AttributeProtoSchema, GraphProtoSchema } from './proto/onnx_pb.js';

/** How the inputs and outputs of one step are joined into a loop over many. */
export interface LoopSignature {
  /** Inputs that stay the same for all steps, such as the data set. */
  readonly shared: readonly string[];
  /** Inputs that differ from step to step; the loop takes them stacked, [steps, ...]. */
  readonly perStep: readonly string[];
  /** Inputs that a step replaces by its output of the same name. */
  readonly state: readonly string[];
  /** Outputs of every step; the loop gives them stacked, [steps, ...]. */
  readonly stacked: readonly string[];
  /** Where a step takes its batch in slices: how many, and the inputs that each slice has its own of, [steps · slices, ...]. */
  readonly slices?: { readonly count: number; readonly inputs: readonly string[] };
}

export type LoopOptions = Pick<ModelOptions, 'weights' | 'blockSize'>;

/** What the names around the loop over steps begin with. */
export const OUTER_PREFIX = 'outer_';

/** The name of the loop's input that says how many steps to take: an int64 scalar. */
export const STEP_COUNT = 'stepCount';

/** Writes a step graph as an ONNX model that takes many steps in one `Loop`, with the state kept inside the runtime. */
export function lowerToLoop(step: Graph, signature: LoopSignature, options: LoopOptions = {}): Uint8Array {
  const body = lowerBody(step, signature, options);
  const outer = new OnnxEmitter(OUTER_PREFIX, options.blockSize ?? 1);
  const types = new Map(step.inputs.map((input) => [input.name!, input.type]));
  const going = outer.constant('bool', [], Uint8Array.of(1));
  outer.add(
    'Loop',
    [STEP_COUNT, going, ...signature.state],
    [...signature.state.map((name) => `${name}_next`), ...signature.stacked],
    {
      graphs: [
        create(AttributeProtoSchema, { name: 'body', type: AttributeProto_AttributeType.GRAPH, g: body }),
      ],
    },
  );
  const typeOf = (name: string) => {
    const type = types.get(name);
    if (!type) throw new InternalError(`loop: the step has no input ${name}`);
    return type;
  };
  const stackedType = (name: string) => {
    const type = types.get(name) ?? step.outputs.get(name)!.type;
    return tensorType(type.dtype, [
      signature.slices?.inputs.includes(name) ? 'slices' : 'steps',
      ...type.shape,
    ]);
  };
  return encodeModel(
    create(GraphProtoSchema, {
      name: step.name,
      node: outer.nodeProtos,
      initializer: outer.initializers,
      input: [
        valueInfo(STEP_COUNT, tensorType('int64', [])),
        ...[...signature.shared, ...signature.state].map((name) => valueInfo(name, typeOf(name))),
        ...signature.perStep.map((name) => valueInfo(name, stackedType(name))),
      ],
      output: [
        ...signature.state.map((name) => valueInfo(`${name}_next`, typeOf(name))),
        ...signature.stacked.map((name) => valueInfo(name, stackedType(name))),
      ],
    }),
  );
}

/** The loop's body. Shared and stacked inputs are read from the surrounding graph by name, so nothing is copied. */
function lowerBody(step: Graph, signature: LoopSignature, { weights, blockSize = 1 }: LoopOptions) {
  const emitter = new OnnxEmitter('', blockSize);
  const names = new Map<Value, string>();
  const { slices } = signature;
  const sliceIndex = slices && emitSliceIndex(emitter, slices.count);
  // In the body and not around it, where the runtime does not take them for constants of its layers.
  for (const input of emitWeights(step, emitter, names, weights)) {
    const name = input.name!;
    if (signature.shared.includes(name)) names.set(input, name);
    else if (signature.state.includes(name)) names.set(input, `${name}_in`);
    else if (slices?.inputs.includes(name)) names.set(input, emitter.node('Gather', [name, sliceIndex!]));
    else if (signature.perStep.includes(name)) names.set(input, emitter.node('Gather', [name, 'iteration']));
    else throw new InternalError(`loop: nothing is said of the step's input ${name}`);
  }
  emitNodes(step, emitter, names);
  nameOutputs(step, emitter, names, (name) => `${name}_out`);
  emitter.add('Identity', ['going_in'], ['going_out']);
  const { nodes, initializers } = slices
    ? nestSlices(emitter, slices.count)
    : { nodes: emitter.nodeProtos, initializers: emitter.initializers };
  const scalar = (name: string, dtype: 'int64' | 'bool') => valueInfo(name, tensorType(dtype, []));
  const outputType = (name: string) => valueInfo(`${name}_out`, step.outputs.get(name)!.type);
  const stateTypes = step.inputs.filter((input) => signature.state.includes(input.name!));
  const typeOf = new Map(stateTypes.map((input) => [input.name!, input.type]));
  return create(GraphProtoSchema, {
    name: `${step.name}_body`,
    node: executionOrder(nodes),
    initializer: initializers,
    input: [
      scalar('iteration', 'int64'),
      scalar('going_in', 'bool'),
      ...signature.state.map((name) => valueInfo(`${name}_in`, typeOf.get(name)!)),
    ],
    output: [scalar('going_out', 'bool'), ...[...signature.state, ...signature.stacked].map(outputType)],
  });
}

/** The number of a slice among those of all steps. */
function emitSliceIndex(emitter: OnnxEmitter, count: number): string {
  const first = emitter.node('Mul', [
    'iteration',
    emitter.constant('int64', [], BigInt64Array.of(BigInt(count))),
  ]);
  return emitter.node('Add', [first, SLICE]);
}
