import { InternalError } from '../core/errors.ts';
import type { Node, OpDefinition } from '../graph/graph.ts';
import { conv2dInputGradientOp } from './conv2d-input-gradient.ts';
import { conv2dWeightGradientOp } from './conv2d-weight-gradient.ts';
import { conv2dOp } from './conv2d.ts';
import { matmulOp } from './matmul.ts';

/** Counts from the shapes of a node's inputs and of its first output. */
type Rule = (inputs: readonly (readonly number[])[], output: readonly number[], node: Node) => number;

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** The ops that are counted. A convolution and its gradients multiply each output of it with each tap of its kernel. */
const rules: ReadonlyMap<unknown, Rule> = new Map<unknown, Rule>([
  [
    matmulOp,
    ([a], output, { attributes }) => product(output) * a![attributes['transposeA'] === true ? 0 : 1]!,
  ],
  [conv2dOp, ([, kernel], output) => product(output) * product(kernel!.slice(1))],
  [conv2dInputGradientOp, ([dy, kernel]) => product(dy!) * product(kernel!.slice(1))],
  [conv2dWeightGradientOp, ([, dy], kernel) => product(dy!) * product(kernel.slice(1))],
]);

/**
 * The multiplications with additions of nodes, as they are usually given for models: those of matrix products and
 * convolutions, and nothing for normalisation, pooling and activations.
 */
export function multiplyAdds(nodes: readonly Node[]): number {
  return nodes.reduce((sum, node) => {
    const rule = rules.get(node.op satisfies OpDefinition);
    if (rule === undefined) return sum;
    const shapes = [...node.inputs, node.outputs[0]!].map(({ shape }) => shape);
    if (shapes.some((shape) => shape.some((dim) => typeof dim === 'string')))
      throw new InternalError(`multiply-adds: ${node.op.name} has a symbolic shape`);
    const fixed = shapes as readonly (readonly number[])[];
    return sum + rule(fixed.slice(0, -1), fixed.at(-1)!, node);
  }, 0);
}
