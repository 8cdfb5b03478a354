import { InternalError } from '../core/errors.ts';
import type { Value } from '../graph/graph.ts';
import { add } from '../ops/add.ts';

/**
 * Reverse-mode differentiation. Adds to the graph of `loss` the nodes that compute its gradient with respect to each
 * value of `wrt`, by going back through the nodes once and asking each op for the gradients of its inputs.
 *
 * @param loss a float32 scalar
 * @returns the gradients, in the order and with the shapes of `wrt`; zeros where the loss does not depend on one
 */
export function gradients(loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.shape.length > 0 || loss.type.dtype !== 'float32') {
    throw new InternalError('gradients: the loss must be a float32 scalar');
  }
  const graph = loss.graph;
  const nodes = [...graph.nodes];
  const active = new Set<Value>(wrt);
  for (const node of nodes) {
    if (node.op.grad && node.inputs.some((input) => active.has(input))) {
      for (const output of node.outputs) active.add(output);
    }
  }

  const gradientOf = new Map<Value, Value>([[loss, graph.scalar(1)]]);
  for (const node of nodes.reverse()) {
    const outputGradients = node.outputs.map((output) => gradientOf.get(output));
    if (!node.op.grad || outputGradients.every((gradient) => gradient === undefined)) continue;
    if (!node.outputs.some((output) => active.has(output))) continue;
    const { grad } = node.op;
    graph.within({ phase: 'backward', scope: node.origin.scope }, () => {
      const { inputs, outputs, attributes } = node;
      const inputGradients = grad({ inputs, outputs, attributes, outputGradients });
      inputs.forEach((input, index) => {
        const gradient = inputGradients[index];
        if (!gradient || !active.has(input)) return;
        const earlier = gradientOf.get(input);
        gradientOf.set(input, earlier ? add(earlier, gradient) : gradient);
      });
    });
  }
  return wrt.map((value) => gradientOf.get(value) ?? zerosLike(value));
}

function zerosLike(value: Value): Value {
  const shape = value.shape as readonly number[];
  return value.graph.constant('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
}
