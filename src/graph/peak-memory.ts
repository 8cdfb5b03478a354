import { dtypeSizeBytes } from '../core/dtype.ts';
import type { Graph, Value } from './graph.ts';

/**
 * The most bytes that the results of a graph's nodes take at one time when the nodes run in their order and each result
 * is dropped after its last use. Inputs, constants and the graph's own outputs are not counted.
 */
export function peakBytes(graph: Graph): number {
  const lastUse = new Map<Value, number>();
  graph.nodes.forEach(({ inputs }, at) => {
    for (const input of inputs) lastUse.set(input, at);
  });
  const outputs = new Set(graph.outputs.values());
  const counted = (value: Value) => value.node !== undefined && !outputs.has(value);
  let bytes = 0;
  let peak = 0;
  graph.nodes.forEach((node, at) => {
    const results = node.outputs.filter(counted);
    for (const result of results) bytes += sizeOf(result);
    peak = Math.max(peak, bytes);
    const done = new Set([...node.inputs, ...results].filter((value) => (lastUse.get(value) ?? at) <= at));
    for (const value of done) if (counted(value)) bytes -= sizeOf(value);
  });
  return peak;
}

function sizeOf({ type }: Value): number {
  return (type.shape as readonly number[]).reduce((a, b) => a * b, dtypeSizeBytes[type.dtype]);
}
