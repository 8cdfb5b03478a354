import type { Graph, OpDefinition, Value } from '../graph/graph.ts';
import { rewriteGraph } from '../graph/rewrite.ts';
import { batchNormInferenceOp } from '../ops/batch-norm-inference.ts';
import { conv2dOp } from '../ops/conv2d.ts';
import { maxPool2dOp } from '../ops/max-pool2d.ts';
import { reluOp } from '../ops/relu.ts';
import { simplifyGraph } from './simplify.ts';

/**
 * The ReLU of a pooled convolution as the pooling of its ReLU, for graphs with constant weights: the runtime computes a
 * ReLU right behind a convolution, or behind the batch norm that it folds into one, together with it. The numbers are the
 * same. Training has the other order (`maxPool2d`), where the gradient is cheaper so.
 */
export function reluBeforePool(graph: Graph): Graph {
  const rewritten = rewriteGraph(graph, (node, { graph: result, get }) => {
    const pooled = node.inputs[0]!;
    const pool = pooled.node;
    if (node.op !== (reluOp as OpDefinition) || pool?.op !== (maxPool2dOp as OpDefinition)) return undefined;
    const x = pool.inputs[0]!;
    if (!isConvolution(x) || graph.nodes.some((user) => user !== node && user.inputs.includes(pooled)))
      return undefined;
    const [activated] = result.apply(reluOp, [get(x)], {});
    return result.apply(pool.op, [activated!], pool.attributes);
  });
  return simplifyGraph(rewritten);
}

function isConvolution({ node }: Value): boolean {
  if (node?.op === (batchNormInferenceOp as OpDefinition)) return isConvolution(node.inputs[0]!);
  return node?.op === (conv2dOp as OpDefinition);
}
