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
 * - nodes that no other one reads come last of all, first the one that needs the latest gradient.
 *
 * @param nodes each after those that it reads
 */
export function executionOrder(nodes: readonly NodeProto[]): NodeProto[] {
  const producers = new Map(
    nodes.flatMap((node, index) => node.output.map((name) => [name, index] as const)),
  );
  const read = new Set<number>();
  const needs: Uint32Array[] = [];
  const latest: number[] = [];
  nodes.forEach((node, index) => {
    const direct = namesRead(node)
      .map((name) => producers.get(name))
      .filter((from) => from !== undefined);
    for (const from of direct) read.add(from);
    needs.push(union(direct, needs, nodes.length));
    const isUpdate = originOfName(node.name)?.phase === 'update';
    latest.push(Math.max(isUpdate ? -1 : index, ...direct.map((from) => latest[from]!)));
  });
  const sizes = needs.map(countBits);
  const indices = nodes.map((_, index) => index);
  const inner = indices.filter((index) => read.has(index)).sort((a, b) => sizes[a]! - sizes[b]! || a - b);
  const last = indices.filter((index) => !read.has(index)).sort((a, b) => latest[b]! - latest[a]! || b - a);
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
