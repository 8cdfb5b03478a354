import { isOp, type Graph, type Node, type Value } from '../graph/graph.ts';
import { liveNodes, rewriteGraph, type RewriteRule } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { castOp } from '../ops/cast.ts';
import { matmul, matmulOp, type MatmulAttributes } from '../ops/matmul.ts';
import { multiplyOp } from '../ops/multiply.ts';
import { scaledBytes } from '../ops/scaled-bytes.ts';

/** Gives what a node gives, times a number, from its inputs; `undefined` where it cannot do so at once. */
type Scaled = (node: Node, inputs: readonly Value[], scale: number) => Value | undefined;

/** The ops whose kernels can scale what they give. */
const scaledForms: ReadonlyMap<unknown, Scaled> = new Map<unknown, Scaled>([
  [
    matmulOp,
    ({ attributes }, [a, b], factor) => {
      const { scale, ...transposes } = attributes as MatmulAttributes;
      return matmul(a!, b!, { ...transposes, scale: scale * factor });
    },
  ],
  [
    castOp,
    ({ attributes }, [x], factor) =>
      x!.type.dtype === 'uint8' && attributes['to'] === 'float32' ? scaledBytes(x!, factor) : undefined,
  ],
]);

/**
 * Lets nodes scale their own results: a matrix product of which only a constant multiple is used, such as the gradient of a
 * dense kernel, is that multiple at once, and so are bytes that become numbers. A pass over the result is saved.
 */
export function foldScales(graph: Graph): Graph {
  const users = new Map<Value, (Node | undefined)[]>();
  const addUser = (value: Value, user: Node | undefined) =>
    users.set(value, [...(users.get(value) ?? []), user]);
  for (const node of liveNodes(graph)) for (const input of node.inputs) addUser(input, node);
  for (const output of graph.outputs.values()) addUser(output, undefined);

  const folded = new Set<Value>();
  const rule: RewriteRule = (node, { get }) => {
    const [output] = node.outputs as [Value];
    // What it multiplies has been scaled.
    if (isOp(node.op, multiplyOp) && folded.has(node.inputs[0]!)) return [get(node.inputs[0]!)];
    const [user, ...others] = users.get(output) ?? [];
    const factor = user && others.length === 0 ? constantFactor(user, output) : undefined;
    if (factor === undefined) return undefined;
    const scaled = scaledForms.get(node.op)?.(node, node.inputs.map(get), factor);
    if (!scaled) return undefined;
    folded.add(output);
    return [scaled];
  };
  const result = rewriteGraph(graph, rule);
  verifyGraph(result);
  return result;
}

/** The number that a node multiplies `value` by, if that is all it does. */
function constantFactor({ op, inputs: [x, factor] }: Node, value: Value): number | undefined {
  if (!isOp(op, multiplyOp) || x !== value || factor!.shape.length > 0 || !factor!.data) return undefined;
  return Number(factor!.data[0]);
}
