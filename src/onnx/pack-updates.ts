import { elementCount } from '../core/shape.ts';
import type { Graph, Node, Origin, Value } from '../graph/graph.ts';
import { liveNodes, rewriteGraph, type RewriteContext } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { concatenate } from '../ops/concatenate.ts';
import { reshape } from '../ops/reshape.ts';
import { split } from '../ops/split.ts';

/** A tensor of more elements than this costs more to copy than its own nodes cost to start. */
const PACKED_ELEMENTS = 4096;

/** What the nodes of packs are there for: they are of no single layer. */
export const PACKED: Origin = { phase: 'update', scope: 'small tensors', operation: 'packed updates' };

/** Element-wise nodes that only outputs of the graph depend on, such as the update of one bias, and what they read. */
interface Chain {
  /** In the order of the graph. */
  readonly nodes: readonly Node[];
  /** What comes from outside, but for scalars. */
  readonly leaves: readonly Value[];
  /** Equal in chains that differ in their leaves and shapes alone. */
  readonly form: string;
}

/**
 * Computes alike updates of small tensors at once. Biases, the vectors of norms, their running statistics and averages are
 * each updated by the same few operations, and a node costs more than the thousand elements that it works on. So
 * chains of one form are computed as one on all of their tensors, laid end to end, and the results are cut apart again.
 * Every element is computed as before, to the same bits.
 */
export function packUpdates(graph: Graph): Graph {
  const outputs = new Set(graph.outputs.values());
  const chains = updateChains(graph, outputs);
  const packs = new Map<string, Chain[]>();
  for (const chain of chains) packs.set(chain.form, [...(packs.get(chain.form) ?? []), chain]);
  const packOf = new Map<Node, readonly Chain[]>();
  for (const pack of packs.values()) {
    if (pack.length > 1) for (const { nodes } of pack) for (const node of nodes) packOf.set(node, pack);
  }
  const results = new Map<readonly Chain[], ReadonlyMap<Value, Value>>();
  const inPacks = (node: Node) => packOf.has(node);
  // Nothing but the chains themselves depends on a chain, so they can all come last.
  const order = [...graph.nodes.filter((node) => !inPacks(node)), ...graph.nodes.filter(inPacks)];
  const rule = (node: Node, context: RewriteContext) => {
    const pack = packOf.get(node);
    if (!pack) return undefined;
    let computed = results.get(pack);
    if (!computed) {
      computed = context.graph.within(PACKED, () => computePack(pack, outputs, context));
      results.set(pack, computed);
    }
    // What is inside a chain is asked for by no one.
    return node.outputs.map((output) => computed.get(output) ?? context.get(node.inputs[0]!));
  };
  const result = rewriteGraph(graph, rule, { order });
  verifyGraph(result);
  return result;
}

/** The outputs of alike chains, computed together. */
function computePack(
  pack: readonly Chain[],
  outputs: ReadonlySet<Value>,
  { graph, get }: RewriteContext,
): ReadonlyMap<Value, Value> {
  const [first] = pack as [Chain];
  const shapes = pack.map(({ nodes }) => nodes[0]!.outputs[0]!.shape as readonly number[]);
  const sizes = shapes.map(elementCount);
  const packed = new Map<Value, Value>();
  first.leaves.forEach((leaf, index) => {
    const parts = pack.map(({ leaves }, chain) => reshape(get(leaves[index]!), [sizes[chain]!]));
    packed.set(leaf, concatenate(parts, 0));
  });
  const results = new Map<Value, Value>();
  first.nodes.forEach((node, index) => {
    const inputs = node.inputs.map((input) => packed.get(input) ?? get(input));
    const [output] = graph.apply(node.op, inputs, node.attributes);
    packed.set(node.outputs[0]!, output!);
    if (!outputs.has(node.outputs[0]!)) return;
    split(output!, { axis: 0, sizes }).forEach((part, chain) => {
      results.set(pack[chain]!.nodes[index]!.outputs[0]!, reshape(part, shapes[chain]!));
    });
  });
  return results;
}

function updateChains(graph: Graph, outputs: ReadonlySet<Value>): Chain[] {
  const members = nodesOfUpdates(graph);
  const place = new Map(members.map((node, index) => [node, index]));
  const chainOf = new Map<Node, ReadonlySet<Node>>();
  for (const node of members) {
    const chain = new Set([node, ...node.inputs.flatMap((input) => [...(chainOf.get(input.node!) ?? [])])]);
    for (const member of chain) chainOf.set(member, chain);
  }
  return [...new Set(chainOf.values())].map((chain) => {
    const nodes = [...chain].sort((a, b) => place.get(a)! - place.get(b)!);
    return describeChain(nodes, outputs);
  });
}

/** Small element-wise nodes from which every way leads to outputs of the graph through others such; in its order. */
function nodesOfUpdates(graph: Graph): Node[] {
  const live = liveNodes(graph);
  const elsewhere = new Set<Value>();
  const members = graph.nodes.toReversed().filter((node) => {
    if (!live.has(node)) return false;
    if (isSmallElementwise(node) && !elsewhere.has(node.outputs[0]!)) return true;
    for (const input of node.inputs) elsewhere.add(input);
    return false;
  });
  return members.reverse();
}

function isSmallElementwise({ op, inputs, outputs }: Node): boolean {
  const [{ shape, type }] = outputs as [Value];
  const sizes = shape.filter((dim) => typeof dim === 'number');
  if (!op.elementwise || shape.length === 0 || sizes.length < shape.length) return false;
  if (elementCount(sizes) > PACKED_ELEMENTS || type.dtype !== 'float32' || type.layout !== 'plain')
    return false;
  return inputs.every((input) => {
    const fits = input.shape.length === 0 || input.shape.join() === shape.join();
    return fits && input.type.dtype === 'float32' && input.type.layout === 'plain';
  });
}

function describeChain(nodes: readonly Node[], outputs: ReadonlySet<Value>): Chain {
  const inside = new Map(nodes.map((node, index) => [node.outputs[0]!, index]));
  const leaves: Value[] = [];
  const nameOf = (value: Value): string => {
    if (value.shape.length === 0) return `scalar ${value.id}`;
    const index = inside.get(value);
    if (index !== undefined) return `node ${index}`;
    if (!leaves.includes(value)) leaves.push(value);
    return `leaf ${leaves.indexOf(value)}`;
  };
  const lines = nodes.map(({ op, inputs, attributes, outputs: [output] }) => {
    const result = outputs.has(output!) ? 'output' : 'inside';
    return [op.name, JSON.stringify(attributes), ...inputs.map(nameOf), result].join(' ');
  });
  return { nodes, leaves, form: lines.join('\n') };
}
