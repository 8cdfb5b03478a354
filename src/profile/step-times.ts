import { phases } from '../graph/graph.ts';
import type { NodeOrigin } from '../onnx/node-name.ts';
import { multiplyAdds } from '../ops/multiply-adds.ts';
import type { TrainingGraph } from '../train/training-graph.ts';
import type { StepRun } from './runtime-profile.ts';

export type Phase = (typeof phases)[number];

/** How long one node of the runtime's graph takes in a step. */
export interface NodeTime {
  readonly name: string;
  /** What it computes, in ONNX's words. */
  readonly kernel: string;
  /** What it is there for; not known of what the runtime has added. */
  readonly origin: NodeOrigin | undefined;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly durationMs: number;
}

/** How long one kind of kernel takes in a step. */
export interface KernelTime {
  readonly kernel: string;
  /** How many nodes there are of it. */
  readonly calls: number;
  readonly durationMs: number;
}

/** How long one operation takes in one part of a step: all that it was lowered to, for all layers. */
export interface OperationTime {
  readonly phase: Phase;
  readonly operation: string;
  readonly calls: number;
  readonly durationMs: number;
  readonly multiplyAdds: number;
}

/** How long one operation of one layer takes in one part of a step. */
export interface PartTime extends OperationTime {
  /** The layer's name, or `input`, `loss` or `optimizer`. */
  readonly layer: string;
}

/** How long a layer takes in a step, with those inside it. */
export interface LayerTime {
  /** The layer's name, or `input`, `loss` or `optimizer`. */
  readonly name: string;
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly updateMs: number;
  readonly durationMs: number;
  readonly multiplyAdds: number;
  readonly layers: readonly LayerTime[];
}

/** A layer and those inside it, by name. */
export interface LayerTree {
  readonly name: string;
  readonly layers: readonly LayerTree[];
}

/** The multiply-adds of a graph by origin. */
export type WorkByOrigin = ReadonlyMap<string, number>;

/**
 * The mean time of each node over the middle half of the steps, so that what disturbs a few of them is left out and the
 * times of nodes still add up to that of a step. In the order in which they run.
 *
 * The runtime describes a node before it stops the clock, which takes some microseconds; the shortest node does next to
 * nothing else. Its time is taken off that of every node.
 */
export function nodeTimes(steps: readonly StepRun[]): {
  readonly nodes: NodeTime[];
  /** What was taken off. */
  readonly recordingMs: number;
} {
  const middle = middleHalf(steps);
  const totals = new Map<string, { first: StepRun['kernels'][number]; sumUs: number; runs: number }>();
  for (const kernel of middle.flatMap(({ kernels }) => kernels)) {
    const total = totals.get(kernel.name);
    if (total) {
      total.sumUs += kernel.durationUs;
      total.runs++;
    } else totals.set(kernel.name, { first: kernel, sumUs: kernel.durationUs, runs: 1 });
  }
  const recordingUs = Math.min(...[...totals.values()].map(({ sumUs, runs }) => sumUs / runs));
  const nodes = [...totals.values()].map(
    ({ first: { name, kernel, origin, inputs, outputs }, sumUs, runs }) => ({
      ...{ name, kernel, origin, inputs, outputs },
      durationMs: (sumUs - runs * recordingUs) / 1000 / middle.length,
    }),
  );
  return { nodes, recordingMs: recordingUs / 1000 };
}

/** All but the fastest and the slowest quarter. */
function middleHalf(steps: readonly StepRun[]): readonly StepRun[] {
  const sorted = steps.toSorted((a, b) => kernelUs(a) - kernelUs(b));
  const quarter = Math.floor(sorted.length / 4);
  return sorted.slice(quarter, sorted.length - quarter);
}

function kernelUs({ kernels }: StepRun): number {
  return kernels.reduce((sum, { durationUs }) => sum + durationUs, 0);
}

/** The key that nodes of one operation in one layer and part of a step share. */
export function originKey({ phase, scope, operation }: NodeOrigin): string {
  return `${phase}/${scope}/${operation}`;
}

/** Counts what the nodes of a step multiply, before passes have written other forms in their place. */
export function workByOrigin({ graph, slices }: Pick<TrainingGraph, 'graph' | 'slices'>): WorkByOrigin {
  const work = new Map<string, number>();
  for (const node of graph.nodes) {
    const key = originKey({ operation: node.op.name, ...node.origin });
    work.set(key, (work.get(key) ?? 0) + slices * multiplyAdds([node]));
  }
  return work;
}

/** Sums over nodes of the same kernel, longest first. */
export function kernelTimes(nodes: readonly NodeTime[]): KernelTime[] {
  const groups = groupBy(nodes, ({ kernel }) => kernel);
  return [...groups]
    .map(([kernel, own]) => ({ kernel, calls: own.length, durationMs: totalMs(own) }))
    .sort((a, b) => b.durationMs - a.durationMs);
}

/** Sums over nodes of the same operation and part of the step, longest first. */
export function operationTimes(nodes: readonly NodeTime[], work: WorkByOrigin): OperationTime[] {
  const known = nodes.filter(({ origin }) => origin !== undefined);
  return [...groupBy(known, ({ origin }) => `${origin!.phase}/${origin!.operation}`).values()]
    .map((own) => sumOf(own, work))
    .sort((a, b) => b.durationMs - a.durationMs);
}

/** Sums over nodes of the same operation in the same layer and part of the step, longest first. */
export function partTimes(nodes: readonly NodeTime[], work: WorkByOrigin): PartTime[] {
  const known = nodes.filter(({ origin }) => origin !== undefined);
  return [...groupBy(known, ({ origin }) => originKey(origin!)).values()]
    .map((own) => ({ layer: own[0]!.origin!.scope, ...sumOf(own, work) }))
    .sort((a, b) => b.durationMs - a.durationMs);
}

/**
 * Sums over the nodes of each layer and of the other parts of a step, in the order of the step. What the runtime has added
 * is in none.
 */
export function layerTimes(
  nodes: readonly NodeTime[],
  layers: readonly LayerTree[],
  work: WorkByOrigin,
): LayerTime[] {
  const known = nodes.filter(({ origin }) => origin !== undefined);
  const timeOf = ({ name, layers: inner }: LayerTree): LayerTime => {
    const own = known.filter(({ origin }) => origin!.scope === name || origin!.scope.startsWith(`${name}.`));
    const inPhase = (phase: Phase) => totalMs(own.filter(({ origin }) => origin!.phase === phase));
    return {
      name,
      forwardMs: inPhase('forward'),
      backwardMs: inPhase('backward'),
      updateMs: inPhase('update'),
      durationMs: totalMs(own),
      multiplyAdds: workOf(own, work),
      layers: inner.map(timeOf),
    };
  };
  const ofModel = layers.map(timeOf);
  const isOfModel = (scope: string) =>
    layers.some(({ name }) => scope === name || scope.startsWith(`${name}.`));
  const others = new Set(known.map(({ origin }) => origin!.scope).filter((scope) => !isOfModel(scope)));
  const [before, after] = [
    others.has('input') ? ['input'] : [],
    [...others].filter((name) => name !== 'input'),
  ];
  const part = (name: string) => timeOf({ name, layers: [] });
  return [...before.map(part), ...ofModel, ...after.map(part)];
}

export function totalMs(times: readonly { readonly durationMs: number }[]): number {
  return times.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** What the operations of some nodes multiply together; the nodes that one operation was lowered to share its count. */
function workOf(nodes: readonly NodeTime[], work: WorkByOrigin): number {
  const keys = new Set(nodes.flatMap(({ origin }) => (origin ? [originKey(origin)] : [])));
  return [...keys].reduce((sum, key) => sum + (work.get(key) ?? 0), 0);
}

/** The sum of nodes of one operation and phase. */
function sumOf(nodes: readonly NodeTime[], work: WorkByOrigin): OperationTime {
  const { phase, operation } = nodes[0]!.origin!;
  const durationMs = totalMs(nodes);
  return { phase, operation, calls: nodes.length, durationMs, multiplyAdds: workOf(nodes, work) };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
