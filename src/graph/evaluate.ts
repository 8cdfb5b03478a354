import { InternalError } from '../core/errors.ts';
import { ndArray, type NdArray } from '../core/nd-array.ts';
import type { Graph, Value } from './graph.ts';

/**
 * Runs a graph in float64 by the reference of every op: slow and plain, the oracle of the tests.
 *
 * @param inputs one array for every graph input, by name
 * @returns the graph's outputs by name
 */
export function evaluateGraph(
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
): Record<string, NdArray> {
  const values = new Map<Value, NdArray>();
  for (const input of graph.inputs) {
    const array = inputs[input.name!];
    if (!array) throw new InternalError(`evaluate: input ${input.name} is missing`);
    values.set(input, array);
  }
  for (const constant of graph.constants) {
    values.set(constant, ndArray(constant.shape as readonly number[], Array.from(constant.data!, Number)));
  }
  for (const node of graph.nodes) {
    const results = node.op.reference({
      inputs: node.inputs.map((value) => values.get(value)!),
      attributes: node.attributes,
      outputTypes: node.outputs.map((value) => value.type),
    });
    node.outputs.forEach((output, index) => values.set(output, results[index]!));
  }
  return Object.fromEntries([...graph.outputs].map(([name, value]) => [name, values.get(value)!]));
}
