import { InternalError } from '../core/errors.ts';
import { sameShape } from '../core/shape.ts';
import type { Graph, Node, Value } from './graph.ts';
import { formatType, type TensorType } from './tensor-type.ts';

/**
 * Checks every invariant of a graph, as after each pass: values are defined before use and belong to the graph, the
 * recorded types are those that the op infers, and outputs exist. Raises `InternalError` with the first violation.
 */
export function verifyGraph(graph: Graph): void {
  const defined = new Set<Value>([...graph.inputs, ...graph.constants]);
  graph.nodes.forEach((node, index) => {
    const where = `graph ${graph.name}, node ${index} (${node.op.name})`;
    for (const input of node.inputs) {
      if (!defined.has(input))
        throw new InternalError(`${where}: value ${input.id} is used before it is defined`);
    }
    checkTypes(node, where);
    for (const output of node.outputs) {
      if (output.node !== node) throw new InternalError(`${where}: an output does not name its node`);
      if (defined.has(output)) throw new InternalError(`${where}: value ${output.id} is assigned twice`);
      defined.add(output);
    }
  });
  for (const [name, value] of graph.outputs) {
    if (!defined.has(value)) throw new InternalError(`graph ${graph.name}: output ${name} is not defined`);
  }
}

function checkTypes(node: Node, where: string): void {
  const types = node.op.infer(
    node.inputs.map((value) => value.type),
    node.attributes,
  );
  if (types.length !== node.outputs.length) {
    throw new InternalError(`${where}: has ${node.outputs.length} outputs, its rule gives ${types.length}`);
  }
  types.forEach((type, index) => {
    const recorded = node.outputs[index]!.type;
    if (!sameType(type, recorded)) {
      throw new InternalError(
        `${where}: output is ${formatType(recorded)}, its rule gives ${formatType(type)}`,
      );
    }
  });
}

function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && a.layout === b.layout && sameShape(a.shape, b.shape);
}
