import type { Graph, Node, OpDefinition, Value } from '../graph/graph.ts';
import { rewriteGraph, type RewriteContext } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { batchNormGradientOp } from '../ops/batch-norm-gradient.ts';
import { dropoutFactorOp } from '../ops/dropout-factor.ts';
import { maxPool2dGradientOp } from '../ops/max-pool2d-gradient.ts';
import { multiply, multiplyOp } from '../ops/multiply.ts';
import { reduceSum, reduceSumOp, type ReduceAttributes } from '../ops/reduce-sum.ts';
import { reluOp } from '../ops/relu.ts';
import type { ScaledBytesAttributes } from '../ops/scaled-bytes.ts';
import { step, stepOp } from '../ops/step.ts';

/** Gives what a node always equals, more cheaply, in the new graph; `undefined` where it has nothing to say. */
type Simplification = (node: Node, context: RewriteContext) => readonly Value[] | undefined;

/**
 * Batch norm takes the mean out, so the gradient of its input sums to exactly zero in each channel. This is the gradient
 * of a bias before batch norm, which other frameworks compute as rounding noise.
 */
const sumOfBatchNormGradient: Simplification = ({ inputs: [x], attributes }, { graph }) => {
  const isGradient = x!.node?.op === (batchNormGradientOp as OpDefinition) && x!.node.outputs[0] === x;
  const others = x!.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  if (!isGradient || String(attributes['axes']) !== String(others) || attributes['keepDims'] === true)
    return undefined;
  const channels = x!.shape[1] as number;
  return [graph.constant('float32', [channels], new Float32Array(channels))];
};

/** The maxima of a window share the gradient of its maximum, so that the sums over windows are the same. */
const sumOfMaxPoolGradient: Simplification = ({ inputs: [x], attributes }, { get }) => {
  if (x!.node?.op !== (maxPool2dGradientOp as OpDefinition) || String(attributes['axes']) !== '0,2,3')
    return undefined;
  return [reduceSum(get(x!.node.inputs[0]!), attributes as ReduceAttributes)];
};

/**
 * A ReLU that dropout follows: where their product is positive, both let the gradient through. The mask of dropout is not
 * needed again, and its scale is one that a matrix product can bring along.
 */
const gradientOfDroppedRelu: Simplification = ({ inputs: [dy, passes] }, { get }) => {
  if (dy!.node?.op !== (multiplyOp as OpDefinition) || passes!.node?.op !== (stepOp as OpDefinition))
    return undefined;
  const [gradient, factor] = dy!.node.inputs as [Value, Value];
  const [y] = passes!.node.inputs as [Value];
  if (factor.node?.op !== (dropoutFactorOp as OpDefinition) || y.node?.op !== (reluOp as OpDefinition))
    return undefined;
  const { scale } = factor.node.attributes as ScaledBytesAttributes;
  return [multiply(multiply(get(gradient), scale), step(multiply(get(y), get(factor))))];
};

const simplifications: ReadonlyMap<OpDefinition, Simplification> = new Map<unknown, Simplification>([
  [reduceSumOp, (...given) => sumOfBatchNormGradient(...given) ?? sumOfMaxPoolGradient(...given)],
  [multiplyOp, gradientOfDroppedRelu],
]) as ReadonlyMap<OpDefinition, Simplification>;

/** The same graph without dead nodes and repeated ones, and with what is known in advance put in. */
export function simplifyGraph(graph: Graph): Graph {
  const result = rewriteGraph(graph, (node, context) => simplifications.get(node.op)?.(node, context));
  verifyGraph(result);
  return result;
}
