import { isOp, type Graph, type Node, type Value } from '../graph/graph.ts';
import { liveNodes, rewriteGraph } from '../graph/rewrite.ts';
import { verifyGraph } from '../graph/verify.ts';
import { concatenateOp } from '../ops/concatenate.ts';
import { reshape, reshapeOp } from '../ops/reshape.ts';
import { split, splitOp } from '../ops/split.ts';
import { PACKED } from './pack-updates.ts';

/** A tensor of the state that stands for several, laid end to end. */
export interface StatePack {
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly size: number }[];
}

/** Where a pack is in the graph: the concatenated inputs, and the value that is cut into the outputs of the same names. */
interface FoundPack extends StatePack {
  readonly inputs: readonly Value[];
  readonly before: Node;
  readonly after: Value;
}

/** What a packed step takes for its state. */
export interface PackedState {
  /** The names of the state that is left, packs among it. */
  readonly state: readonly string[];
  readonly packs: readonly StatePack[];
}

/**
 * Lets state that `packUpdates` packs in each step stay packed between steps: moments and running statistics are then
 * neither laid end to end nor cut apart, and weights are only cut apart.
 *
 * @param state names of inputs that outputs of the same names replace
 */
export function packState(graph: Graph, state: readonly string[]): PackedState & { readonly graph: Graph } {
  const packs = findPacks(graph, state);
  const packed = new Map<Node, Value>();
  const outputs = new Map(graph.outputs);
  for (const { name, members, after } of packs) {
    for (const member of members) outputs.delete(member.name);
    outputs.set(name, after);
  }
  const result = rewriteGraph(graph, (node) => packed.get(node) && [packed.get(node)!], {
    inputs: (target) => {
      const parts = packs.flatMap(({ name, members, inputs, before }) => {
        const whole = target.input(name, 'float32', before.outputs[0]!.shape);
        packed.set(before, whole);
        return target.within(PACKED, () => {
          const cut = split(whole, { axis: 0, sizes: members.map(({ size }) => size) });
          return inputs.map((input, index) => [input, reshape(cut[index]!, input.shape)] as const);
        });
      });
      return new Map(parts);
    },
    outputs,
  });
  verifyGraph(result);
  const packedNames = new Set(packs.flatMap(({ members }) => members.map(({ name }) => name)));
  return {
    graph: result,
    state: [...state.filter((name) => !packedNames.has(name)), ...packs.map(({ name }) => name)],
    packs: packs.map(({ name, members }) => ({ name, members })),
  };
}

/** The tensors of a state as the packed step takes them: those of each pack laid end to end. */
export function joinState(
  { state, packs }: PackedState,
  tensors: Readonly<Record<string, Float32Array>>,
): Record<string, Float32Array> {
  const membersOf = new Map(packs.map(({ name, members }) => [name, members]));
  const entries = state.map((name) => {
    const members = membersOf.get(name);
    return [
      name,
      members ? endToEnd(members.map((member) => tensors[member.name]!)) : tensors[name]!,
    ] as const;
  });
  return Object.fromEntries(entries);
}

function endToEnd(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}

/** What the packed step gives, with packs apart again; each tensor is in memory of its own. */
export function cutState(
  { packs }: PackedState,
  joined: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
): Record<string, Float32Array<ArrayBuffer>> {
  const parts = packs.flatMap(({ name, members }) => {
    let end = 0;
    return members.map((member) => [member.name, joined[name]!.slice(end, (end += member.size))] as const);
  });
  return { ...joined, ...Object.fromEntries(parts) };
}

function findPacks(graph: Graph, state: readonly string[]): FoundPack[] {
  const free = new Map(
    graph.inputs.filter(({ name }) => state.includes(name!)).map((value) => [value, value.name!]),
  );
  const packs: FoundPack[] = [];
  for (const before of liveNodes(graph)) {
    if (!isOp(before.op, concatenateOp) || before.outputs[0]!.shape.length !== 1) continue;
    const inputs = before.inputs.map(unshaped);
    const names = inputs.map((input) => free.get(input));
    if (!names.every((name) => name !== undefined)) continue;
    const after = wholeOf(names.map((name) => unshaped(graph.outputs.get(name)!)));
    if (!after) continue;
    for (const input of inputs) free.delete(input);
    const members = names.map((name, index) => ({ name, size: before.inputs[index]!.shape[0] as number }));
    packs.push({ name: `packedState${packs.length}`, members, inputs, before, after });
  }
  return packs;
}

/** The value before it was given another shape. */
function unshaped(value: Value): Value {
  return value.node && isOp(value.node.op, reshapeOp) ? value.node.inputs[0]! : value;
}

/** What these are all the parts of, in their order. */
function wholeOf(parts: readonly Value[]): Value | undefined {
  const { node } = parts[0]!;
  const isWhole =
    node &&
    isOp(node.op, splitOp) &&
    node.outputs.length === parts.length &&
    parts.every((part, index) => part === node.outputs[index]);
  return isWhole ? node.inputs[0]! : undefined;
}
