import { applyOp, type Graph, type Node, type Value } from '../graph/graph.ts';
import { rewriteGraph, type RewriteRule } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { fromBlocked } from '../ops/blocked/from-blocked.ts';
import { toBlocked } from '../ops/blocked/to-blocked.ts';
import type { LayoutContext } from './blocked-rule.ts';
import { blockedRules } from './blocked-rules.ts';

/**
 * Chooses a layout for every value of a graph. Convolutions and dense layers start blocked regions, element-wise ops stay in
 * the layout of their operands, and everything else is plain; reorders stand only where the two meet.
 */
export function assignLayouts(graph: Graph, blockSize: number): Graph {
  const converted = new Map<Value, Value>();
  const convert = (value: Value, make: (value: Value) => Value): Value => {
    let other = converted.get(value);
    if (!other) {
      other = make(value);
      converted.set(value, other);
    }
    return other;
  };
  const plain = (value: Value) => (value.type.layout === 'plain' ? value : convert(value, fromBlocked));
  const blocked = (value: Value) => (value.type.layout === 'blocked' ? value : convert(value, intoBlocks));
  const intoBlocks = (value: Value): Value => {
    const { node } = value;
    if (!node || !isMadeOfInputs(value)) return toBlocked(value);
    const inputs = node.inputs.map((input) => (input.shape.length > 0 ? blocked(input) : input));
    return value.graph.within(node.origin, () => applyOp(node.op, inputs, node.attributes));
  };
  const users = usersOf(graph);
  const outputs = new Set(graph.outputs.values());
  const rule: RewriteRule = (node, { graph: target, get }) => {
    const context: LayoutContext = {
      blockSize,
      users: (value) => users.get(value) ?? [],
      isOutput: (value) => outputs.has(value),
      isBlocked: (value) => get(value).type.layout === 'blocked',
      current: get,
      plain: (value) => plain(get(value)),
      blocked: (value) => blocked(get(value)),
    };
    const results = blockedRules.get(node.op)?.(node, context) ?? blockedElementwise(node, context);
    if (results) return results;
    if (!node.inputs.some(context.isBlocked)) return undefined;
    return target.apply(node.op, node.inputs.map(context.plain), node.attributes);
  };
  // Once more without a rule: a rule may leave nodes behind that nothing needs.
  const result = rewriteGraph(rewriteGraph(graph, rule, { finish: plain }));
  verifyGraph(result);
  return result;
}

/** The nodes that read each value. */
function usersOf(graph: Graph): ReadonlyMap<Value, readonly Node[]> {
  const users = new Map<Value, Node[]>();
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) users.set(input, [...(users.get(input) ?? []), node]);
  }
  return users;
}

/** An element-wise op of blocked operands: all others of that shape become blocked, scalars stay. */
function blockedElementwise(node: Node, context: LayoutContext): readonly Value[] | undefined {
  const tensors = node.inputs.filter((input) => input.shape.length > 0);
  const fits = (value: Value) => value.shape.join() === node.outputs[0]!.shape.join();
  if (!node.op.elementwise || !tensors.some(context.isBlocked) || !tensors.every(fits)) return undefined;
  const inputs = node.inputs.map((input) =>
    input.shape.length > 0 ? context.blocked(input) : context.plain(input),
  );
  return inputs[0]!.graph.apply(node.op, inputs, node.attributes);
}

/**
 * Whether a matrix is computed element by element from what a step is given, such as a moment of an optimiser that decays: then
 * that can be in blocks as well, and it may stay there between steps.
 */
function isMadeOfInputs({ node, name, shape }: Value): boolean {
  if (node === undefined) return name !== undefined;
  const tensors = node.inputs.filter((input) => input.shape.length > 0);
  const fits = (input: Value) => input.shape.join() === shape.join() && isMadeOfInputs(input);
  return shape.length === 2 && node.op.elementwise && tensors.every(fits);
}
