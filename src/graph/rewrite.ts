import { Graph, type Node, type Origin, type Value } from './graph.ts';

/** What a rule may use to build the replacement of a node in the new graph. */
export interface RewriteContext {
  readonly graph: Graph;
  /** The new graph's value for a value of the old one. */
  readonly get: (value: Value) => Value;
}

/** Gives the outputs that replace a node's, or `undefined` to copy the node as it is. */
export type RewriteRule = (node: Node, context: RewriteContext) => readonly Value[] | undefined;

/** The nodes that some output depends on. */
export function liveNodes({ outputs }: Pick<Graph, 'outputs'>): Set<Node> {
  const live = new Set<Node>();
  const pending = [...outputs.values()];
  for (let value = pending.pop(); value; value = pending.pop()) {
    if (!value.node || live.has(value.node)) continue;
    live.add(value.node);
    pending.push(...value.node.inputs);
  }
  return live;
}

export interface RewriteOptions {
  /** May add to each output of the graph. */
  readonly finish?: (output: Value) => Value;
  /** All nodes in another order in which every input comes before its use. */
  readonly order?: readonly Node[];
  /** Declares inputs of the new graph in place of some of the old one's, and gives what stands for those. */
  readonly inputs?: (result: Graph) => ReadonlyMap<Value, Value>;
  /** Values of the old graph that become outputs, in place of its own. */
  readonly outputs?: ReadonlyMap<string, Value>;
}

/**
 * A new graph in which `rule` has replaced nodes, with the same inputs and outputs if nothing else is said. Nodes that no
 * output depends on are left out, and equal nodes (same op, attributes and inputs) become one. What takes the place of a node
 * has its origin.
 */
export function rewriteGraph(
  graph: Graph,
  rule: RewriteRule = () => undefined,
  {
    finish = (output) => output,
    order = graph.nodes,
    inputs = () => new Map<Value, Value>(),
    outputs = graph.outputs,
  }: RewriteOptions = {},
): Graph {
  const result = new Graph(graph.name);
  const values = new Map(inputs(result));
  const seen = new Map<string, readonly Value[]>();
  for (const input of graph.inputs) {
    if (values.has(input)) continue;
    const { dtype, shape, layout } = input.type;
    values.set(input, result.input(input.name!, dtype, shape, layout));
  }
  const get = (value: Value): Value => {
    let mapped = values.get(value);
    if (!mapped && value.data) {
      mapped =
        value.shape.length === 0 && value.type.dtype === 'float32'
          ? result.scalar(Number(value.data[0]))
          : result.constant(value.type.dtype, value.shape as readonly number[], value.data);
      values.set(value, mapped);
    }
    return mapped!;
  };
  const live = liveNodes({ outputs });
  for (const node of order) {
    if (!live.has(node)) continue;
    const replacements = result.within(
      originOf(node),
      () => rule(node, { graph: result, get }) ?? copyNode(node, result, get, seen),
    );
    node.outputs.forEach((output, index) => values.set(output, replacements[index]!));
  }
  for (const [name, value] of outputs) {
    const finished = result.within(value.node ? originOf(value.node) : {}, () => finish(get(value)));
    result.output(name, finished);
  }
  return result;
}

/** What stands for a node is there for the same. */
function originOf({ origin, op }: Node): Origin {
  return { ...origin, operation: origin.operation ?? op.name };
}

function copyNode(
  node: Node,
  graph: Graph,
  get: (value: Value) => Value,
  seen: Map<string, readonly Value[]>,
): readonly Value[] {
  const inputs = node.inputs.map(get);
  const key = `${node.op.name} ${inputs.map((value) => value.id).join()} ${JSON.stringify(node.attributes)}`;
  let outputs = seen.get(key);
  if (!outputs) {
    outputs = graph.apply(node.op, inputs, node.attributes);
    seen.set(key, outputs);
  }
  return outputs;
}
