import type { Graph, Node, OpDefinition, Value } from '../graph/graph.ts';
import { rewriteGraph } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { batchNormGradientOp } from '../ops/batch-norm-gradient.ts';
import { reduceSumOp } from '../ops/reduce-sum.ts';

/** Gives what a node always equals, more cheaply; `undefined` where it has nothing to say. */
type Simplification = (node: Node) => readonly Value[] | undefined;

/**
 * Batch norm takes the mean out, so the gradient of its input sums to exactly zero in each channel. This is the gradient
 * of a bias before batch norm, which other frameworks compute as rounding noise.
 */
const sumOfBatchNormGradient: Simplification = ({ inputs: [x], attributes }) => {
  const isGradient = x!.node?.op === (batchNormGradientOp as OpDefinition) && x!.node.outputs[0] === x;
  const others = x!.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  if (!isGradient || String(attributes['axes']) !== String(others) || attributes['keepDims'] === true)
    return undefined;
  const channels = x!.shape[1] as number;
  return [x!.graph.constant('float32', [channels], new Float32Array(channels))];
};

const simplifications: ReadonlyMap<OpDefinition, Simplification> = new Map<unknown, Simplification>([
  [reduceSumOp, sumOfBatchNormGradient],
]) as ReadonlyMap<OpDefinition, Simplification>;

/** The same graph without dead nodes and repeated ones, and with what is known in advance put in. */
export function simplifyGraph(graph: Graph): Graph {
  const result = rewriteGraph(graph, (node, { get }) => simplifications.get(node.op)?.(node)?.map(get));
  verifyGraph(result);
  return result;
}
