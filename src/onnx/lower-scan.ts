import { create } from '@bufbuild/protobuf';
import { InternalError } from '../core/errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { tensorType, type TensorType } from '../graph/tensor-type.ts';
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

/** How the inputs and outputs of one step are joined into a scan over many. */
export interface ScanSignature {
  /** Inputs that stay the same for all steps, such as the data set. */
  readonly shared: readonly string[];
  /** Inputs that differ from step to step, one at least; the scan takes them stacked, [steps, ...], which tells how many steps. */
  readonly perStep: readonly string[];
  /** Inputs that a step replaces by its output of the same name. */
  readonly state: readonly string[];
  /** Outputs of every step; the scan gives them stacked, [steps, ...]. */
  readonly stacked: readonly string[];
  /** Where a step takes its batch in slices: how many, and the inputs that each slice has its own of, [steps, slices, ...]. */
  readonly slices?: { readonly count: number; readonly inputs: readonly string[] };
}

export type ScanOptions = Pick<ModelOptions, 'weights' | 'blockSize'>;

/** What the names around the scan over steps begin with. */
export const OUTER_PREFIX = 'outer_';

/**
 * Writes a step graph as an ONNX model that takes many steps in one `Scan`, with the state kept inside the runtime. What a step
 * reads of the stacked inputs is not copied, as it would be in a `Loop`.
 */
export function lowerToScan(step: Graph, signature: ScanSignature, options: ScanOptions = {}): Uint8Array {
  if (signature.perStep.length === 0)
    throw new InternalError('scan: no input differs from step to step, so nothing tells how many there are');
  const { body, inputTypes } = lowerBody(step, signature, options);
  const outer = new OnnxEmitter(OUTER_PREFIX, options.blockSize ?? 1);
  outer.add(
    'Scan',
    [...signature.state, ...signature.perStep],
    [...signature.state.map((name) => `${name}_next`), ...signature.stacked],
    {
      attributes: { num_scan_inputs: { int: signature.perStep.length } },
      graphs: [
        create(AttributeProtoSchema, { name: 'body', type: AttributeProto_AttributeType.GRAPH, g: body }),
      ],
    },
  );
  const stacked = ({ dtype, shape }: TensorType) => tensorType(dtype, ['steps', ...shape]);
  const outputType = (name: string) => step.outputs.get(name)!.type;
  return encodeModel(
    create(GraphProtoSchema, {
      name: step.name,
      node: outer.nodeProtos,
      input: [
        ...[...signature.shared, ...signature.state].map((name) => valueInfo(name, inputTypes(name))),
        ...signature.perStep.map((name) => valueInfo(name, stacked(inputTypes(name)))),
      ],
      output: [
        ...signature.state.map((name) => valueInfo(`${name}_next`, outputType(name))),
        ...signature.stacked.map((name) => valueInfo(name, stacked(outputType(name)))),
      ],
    }),
  );
}

/** The scan's body, and the types of what a step reads. Shared inputs are read from the surrounding graph by name. */
function lowerBody(step: Graph, signature: ScanSignature, { weights, blockSize = 1 }: ScanOptions) {
  const emitter = new OnnxEmitter('', blockSize);
  const names = new Map<Value, string>();
  const { slices } = signature;
  const types = new Map<string, TensorType>();
  // In the body and not around it, where the runtime does not take them for constants of its layers.
  for (const input of emitWeights(step, emitter, names, weights)) {
    const name = input.name!;
    const { dtype, shape } = input.type;
    const ofSlices = slices?.inputs.includes(name);
    types.set(name, ofSlices ? tensorType(dtype, [slices!.count, ...shape]) : input.type);
    if (signature.shared.includes(name)) names.set(input, name);
    else if (ofSlices) names.set(input, emitter.node('Gather', [`${name}_in`, SLICE]));
    else if ([...signature.state, ...signature.perStep].includes(name)) names.set(input, `${name}_in`);
    else throw new InternalError(`scan: nothing is said of the step's input ${name}`);
  }
  const inputTypes = (name: string) => {
    const type = types.get(name);
    if (!type) throw new InternalError(`scan: the step has no input ${name}`);
    return type;
  };
  emitNodes(step, emitter, names);
  nameOutputs(step, emitter, names, (name) => `${name}_out`);
  const { nodes, initializers } = slices
    ? nestSlices(emitter, slices.count)
    : { nodes: emitter.nodeProtos, initializers: emitter.initializers };
  const body = create(GraphProtoSchema, {
    name: `${step.name}_body`,
    node: executionOrder(nodes, emitter.earlyNames),
    initializer: initializers,
    input: [...signature.state, ...signature.perStep].map((name) =>
      valueInfo(`${name}_in`, inputTypes(name)),
    ),
    output: [...signature.state, ...signature.stacked].map((name) =>
      valueInfo(`${name}_out`, step.outputs.get(name)!.type),
    ),
  });
  return { body, inputTypes };
}
