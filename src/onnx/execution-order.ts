import { originOfName } from './node-name.ts';
import type { NodeProto } from './proto/onnx_pb.js';

/**
 * The nodes of a step in the order in a file that makes the runtime execute them one layer after the other: each weight
 * gradient and its update as soon as the layer's output gradient is there, each copy right before the node that reads it.
 * What is read next is then still in the processor's cache, and memory is free again sooner.
 *
 * The runtime does not keep a file's order. It takes the last node that no other one reads, then what that needs, of the
 * inputs of a node the one that comes last in the file first, and so on with the node before
 * (`Graph::ReverseDFSFrom` in its sources). So
 * - of two inputs the one comes last for which more has to be computed; the other one is short-lived then,
 * - nodes that no other one reads come last of all, first the one that needs the latest gradient,
 * - a tensor that is wanted early comes behind all else that its reader reads.
 *
 * @param nodes each after those that it reads
 * @param early the names of tensors that are computed before all else that the node reads which reads them, if one does
 */
export function executionOrder(
  nodes: readonly NodeProto[],
  early: ReadonlySet<string> = new Set(),
): NodeProto[] {
  const producers = new Map(
    nodes.flatMap((node, index) => node.output.map((name) => [name, index] as const)),
  );
  const readers = nodes.map((): number[] => []);
  const needs: Uint32Array[] = [];
  const latest: number[] = [];
  const reads = nodes.map((node) => {
    const from = namesRead(node).map((name) => producers.get(name));
    return [...new Set(from)].filter((index) => index !== undefined);
  });
  nodes.forEach((node, index) => {
    const direct = reads[index]!;
    for (const from of direct) readers[from]!.push(index);
    needs.push(union(direct, needs, nodes.length));
    const isUpdate = originOfName(node.name)?.phase === 'update';
    latest.push(Math.max(isUpdate ? -1 : index, ...direct.map((from) => latest[from]!)));
  });
  const sizes = needs.map(countBits);
  const places = [...sizes];
  for (const name of early) {
    const wanted = producers.get(name);
    const [reader, ...others] = wanted === undefined ? [] : readers[wanted]!;
    if (reader === undefined || others.length > 0) continue;
    // Less than one more, which is what the reader needs at least.
    places[wanted!] = Math.max(...reads[reader]!.map((index) => sizes[index]!)) + 1 / 2;
  }
  const indices = nodes.map((_, index) => index);
  const inner = indices
    .filter((index) => readers[index]!.length > 0)
    .sort((a, b) => places[a]! - places[b]! || a - b);
  const last = indices
    .filter((index) => readers[index]!.length === 0)
    .sort((a, b) => latest[b]! - latest[a]! || b - a);
  return [...inner, ...last].map((index) => nodes[index]!);
}

/** What a node reads, in graphs inside it too. */
function namesRead({ input, attribute }: NodeProto): string[] {
  return [...input, ...attribute.flatMap(({ g }) => (g ? g.node.flatMap(namesRead) : []))];
}

/** A bit for each of these nodes and of those that they need. */
function union(direct: readonly number[], needs: readonly Uint32Array[], nodes: number): Uint32Array {
  const bits = new Uint32Array(Math.ceil(nodes / 32));
  for (const from of direct) {
    needs[from]!.forEach((word, at) => (bits[at]! |= word));
    bits[from >>> 5]! |= 1 << (from & 31);
  }
  return bits;
}

function countBits(words: Uint32Array): number {
  let count = 0;
  for (let word of words) for (; word !== 0; word &= word - 1) count++;
  return count;
}
