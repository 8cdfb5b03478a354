import type { Graph, Node, Value } from '../graph/graph.ts';
import { liveNodes, rewriteGraph, type RewriteRule } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { matmul, matmulOp, type MatmulAttributes } from '../ops/matmul.ts';
import { multiplyOp } from '../ops/multiply.ts';

/**
 * Lets matrix products scale themselves: one of which only a constant multiple is used, such as the gradient of a dense
 * kernel, is that multiple at once, and a pass over its result is saved.
 */
export function scaleProducts(graph: Graph): Graph {
  const users = new Map<Value, (Node | undefined)[]>();
  const addUser = (value: Value, user: Node | undefined) =>
    users.set(value, [...(users.get(value) ?? []), user]);
  for (const node of liveNodes(graph)) for (const input of node.inputs) addUser(input, node);
  for (const output of graph.outputs.values()) addUser(output, undefined);

  const scales = new Map<Value, number>();
  for (const { op, outputs } of graph.nodes) {
    const [product] = outputs as [Value];
    const [user, ...others] = users.get(product) ?? [];
    if (!is(op, matmulOp) || !user || others.length > 0) continue;
    const scale = constantFactor(user, product);
    if (scale !== undefined) scales.set(product, scale);
  }
  const rule: RewriteRule = ({ op, inputs, attributes, outputs }, { get }) => {
    const scale = scales.get(outputs[0]!);
    if (scale !== undefined) {
      const { scale: before, ...transposes } = attributes as MatmulAttributes;
      return [matmul(get(inputs[0]!), get(inputs[1]!), { ...transposes, scale: before * scale })];
    }
    // The product that it multiplies has been scaled.
    return is(op, multiplyOp) && scales.has(inputs[0]!) ? [get(inputs[0]!)] : undefined;
  };
  const result = rewriteGraph(graph, rule);
  verifyGraph(result);
  return result;
}

/** The number that a node multiplies `value` by, if that is all it does. */
function constantFactor({ op, inputs: [x, factor] }: Node, value: Value): number | undefined {
  if (!is(op, multiplyOp) || x !== value || factor!.shape.length > 0 || !factor!.data) return undefined;
  return Number(factor!.data[0]);
}

function is(op: Node['op'], other: unknown): boolean {
  return op === other;
}
