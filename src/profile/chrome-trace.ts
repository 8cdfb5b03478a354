import { originKey, type WorkByOrigin } from './step-times.ts';
import type { KernelRun, StepRun } from './runtime-profile.ts';

/** An event of the trace event format: a span of time (`X`), a number over time (`C`) or a name (`M`). */
export interface TraceEvent {
  readonly ph: 'X' | 'C' | 'M';
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** A document that chrome://tracing, Perfetto and speedscope open. */
export interface ChromeTrace {
  readonly displayTimeUnit: 'ms';
  readonly traceEvents: readonly TraceEvent[];
}

/** How a step is nested: its phases, their layers, their operations; kernels are inside those. */
const LEVELS: readonly { readonly cat: string; readonly nameOf: (kernel: KernelRun) => string }[] = [
  { cat: 'phase', nameOf: ({ origin }) => origin?.phase ?? ADDED },
  { cat: 'layer', nameOf: ({ origin }) => origin?.scope ?? ADDED },
  { cat: 'operation', nameOf: ({ origin }) => origin?.operation ?? ADDED },
];
const ADDED = 'runtime';
const PLACE = { pid: 1, tid: 1 } as const;

/**
 * Recorded steps as a flame chart in the trace event format: step, phase, layer, operation, kernel. A part that the runtime
 * carries out in pieces, between those of others, is as many spans.
 *
 * @param title what the process is called
 * @param work the multiply-adds of operations, for their rates
 */
export function chromeTrace(record: readonly StepRun[], title: string, work: WorkByOrigin): ChromeTrace {
  const begin = record[0]?.startUs ?? 0;
  const names = [
    { name: 'process_name', args: { name: title } },
    { name: 'thread_name', args: { name: 'training step' } },
  ].map((event) => ({ ph: 'M' as const, ...PLACE, ...event }));
  const spans = record.flatMap((step, index) => stepSpans(step, index, work));
  return {
    displayTimeUnit: 'ms',
    traceEvents: [...names, ...spans.map((span) => ({ ...span, ts: span.ts - begin }))],
  };
}

type Span = TraceEvent & { readonly ts: number };

function stepSpans({ startUs, durationUs, kernels }: StepRun, index: number, work: WorkByOrigin): Span[] {
  const last = kernels.at(-1);
  const endUs = Math.max(startUs + durationUs, last ? last.startUs + last.durationUs : 0);
  const args = { kernels: kernels.length };
  const step = span(`step ${index + 1}`, 'step', startUs, endUs, args);
  return [step, ...nested(kernels, 0, rates(kernels, work)), ...kernels.map(memorySpan)];
}

/** The rate of each operation that multiplies, over all of its kernels in the step. */
function rates(kernels: readonly KernelRun[], work: WorkByOrigin): ReadonlyMap<string, object> {
  const durations = new Map<string, number>();
  for (const { origin, durationUs } of kernels) {
    if (origin) durations.set(originKey(origin), (durations.get(originKey(origin)) ?? 0) + durationUs);
  }
  return new Map(
    [...durations].flatMap(([key, durationUs]) => {
      const multiplyAdds = work.get(key) ?? 0;
      if (multiplyAdds === 0) return [];
      const gflops = durationUs === 0 ? undefined : round((2 * multiplyAdds) / durationUs / 1000);
      return [[key, { multiplyAdds, gigaflopsPerSecond: gflops }] as const];
    }),
  );
}

function nested(kernels: readonly KernelRun[], depth: number, workOf: ReadonlyMap<string, object>): Span[] {
  const level = LEVELS[depth];
  if (!level) return kernels.map(kernelSpan);
  return runsOf(kernels, level.nameOf).flatMap((run) => {
    const [first, last] = [run[0]!, run.at(-1)!];
    const { origin } = first;
    const isOperation = depth === LEVELS.length - 1;
    const args = isOperation && origin ? (workOf.get(originKey(origin)) ?? {}) : {};
    const whole = span(level.nameOf(first), level.cat, first.startUs, last.startUs + last.durationUs, {
      ...args,
    });
    return [whole, ...nested(run, depth + 1, workOf)];
  });
}

/** Neighbours of the same name, together. */
function runsOf(kernels: readonly KernelRun[], nameOf: (kernel: KernelRun) => string): KernelRun[][] {
  const runs: KernelRun[][] = [];
  for (const kernel of kernels) {
    const run = runs.at(-1);
    if (run && nameOf(run[0]!) === nameOf(kernel)) run.push(kernel);
    else runs.push([kernel]);
  }
  return runs;
}

function kernelSpan({ name, kernel, inputs, outputs, startUs, durationUs }: KernelRun): Span {
  return span(kernel, 'kernel', startUs, startUs + durationUs, { node: name, inputs, outputs });
}

/** What is in use when a kernel is done. */
function memorySpan({ startUs, durationUs, inUseBytes }: KernelRun): Span {
  return {
    ...{ ph: 'C', name: 'memory in use', pid: PLACE.pid, tid: PLACE.tid, ts: startUs + durationUs },
    args: { megabytes: round(inUseBytes / 1e6) },
  };
}

function span(name: string, cat: string, ts: number, endUs: number, args: TraceEvent['args']): Span {
  return { ph: 'X', name, cat, ...PLACE, ts, dur: endUs - ts, args };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
