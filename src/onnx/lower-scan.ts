import { create } from '@bufbuild/protobuf';
import { InternalError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { imageOfRows, tensorType, type TensorType } from '../graph/tensor-type.ts';
import { emitPixels } from '../ops/blocked/from-blocked.ts';
import { emitFromPixels } from '../ops/blocked/to-blocked.ts';
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
  const { state } = signature;
  // Blocked state is reordered before the first step and after the last.
  const isBlocked = (name: string) => inputTypes(name).layout === 'blocked';
  const given = state.map((name) => (isBlocked(name) ? emitFromPixels(outer, name) : name));
  const results = state.map((name) => `${name}_${isBlocked(name) ? 'blocked' : 'next'}`);
  outer.add('Scan', [...given, ...signature.perStep], [...results, ...signature.stacked], {
    attributes: { num_scan_inputs: { int: signature.perStep.length } },
    graphs: [
      create(AttributeProtoSchema, { name: 'body', type: AttributeProto_AttributeType.GRAPH, g: body }),
    ],
  });
  const reordered = state.filter(isBlocked).map((name) => {
    const columns = inputTypes(name).shape[1] as number;
    return [`${name}_next`, emitPixels(outer, `${name}_blocked`, columns)] as const;
  });
  outer.rename(new Map(reordered));
  const stateInfo = (name: string, type: TensorType) =>
    valueInfo(name, tensorType(type.dtype, scanShape(type)));
  const stacked = ({ dtype, shape }: TensorType) => tensorType(dtype, ['steps', ...shape]);
  return encodeModel(
    create(GraphProtoSchema, {
      name: step.name,
      node: outer.nodeProtos,
      initializer: outer.initializers,
      input: [
        ...signature.shared.map((name) => valueInfo(name, inputTypes(name))),
        ...state.map((name) => stateInfo(name, inputTypes(name))),
        ...signature.perStep.map((name) => valueInfo(name, stacked(inputTypes(name)))),
      ],
      output: [
        ...state.map((name) => stateInfo(`${name}_next`, inputTypes(name))),
        ...signature.stacked.map((name) => valueInfo(name, stacked(step.outputs.get(name)!.type))),
      ],
    }),
  );
}

/**
 * The shape in which a scan takes and gives a tensor of the state. A blocked matrix comes and goes as the image of its rows, since
 * a copy would be needed for another shape; the elements are in the order of the plain matrix.
 */
export function scanShape({ shape, layout }: TensorType): Shape {
  if (layout === 'plain') return shape;
  const [rows, columns] = shape as [number, number];
  return [1, ...imageOfRows(rows), columns];
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
