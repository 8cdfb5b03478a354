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
  const needs: ReadonlySet<number>[] = [];
  const latest: number[] = [];
  nodes.forEach((node, index) => {
    const direct = namesRead(node)
      .map((name) => producers.get(name))
      .filter((from) => from !== undefined);
    for (const from of direct) read.add(from);
    needs.push(new Set(direct.flatMap((from) => [from, ...needs[from]!])));
    const isUpdate = originOfName(node.name)?.phase === 'update';
    latest.push(Math.max(isUpdate ? -1 : index, ...direct.map((from) => latest[from]!)));
  });
  const indices = nodes.map((_, index) => index);
  const inner = indices
    .filter((index) => read.has(index))
    .sort((a, b) => needs[a]!.size - needs[b]!.size || a - b);
  const last = indices.filter((index) => !read.has(index)).sort((a, b) => latest[b]! - latest[a]! || b - a);
  return [...inner, ...last].map((index) => nodes[index]!);
}

/** What a node reads, in graphs inside it too. */
function namesRead({ input, attribute }: NodeProto): string[] {
  return [...input, ...attribute.flatMap(({ g }) => (g ? g.node.flatMap(namesRead) : []))];
}
