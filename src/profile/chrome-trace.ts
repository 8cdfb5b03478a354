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
  readonly args?: Readonly<Record<string, unknown>>;
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
 * carries out in pieces, between those of others, is as many spans. Steps follow one another without what was between them.
 *
 * @param title what the process is called
 * @param work the multiply-adds of operations, for their rates
 */
export function chromeTrace(record: readonly StepRun[], title: string, work: WorkByOrigin): ChromeTrace {
  const names = [
    { name: 'process_name', args: { name: title } },
    { name: 'thread_name', args: { name: 'training step' } },
  ].map((event) => ({ ph: 'M' as const, ...PLACE, ...event }));
  const workOf = rates(record, work);
  const spans: Span[] = [];
  let beginUs = 0;
  for (const { startUs, durationUs, kernels } of record) {
    const last = kernels.at(-1);
    const endUs = Math.max(startUs + durationUs, last ? last.startUs + last.durationUs : 0);
    const step = [
      span('step', 'step', startUs, endUs),
      ...nested(kernels, 0, workOf),
      ...kernels.map(memoryAfter),
    ];
    for (const event of step) spans.push({ ...event, ts: event.ts - startUs + beginUs });
    beginUs += endUs - startUs;
  }
  return { displayTimeUnit: 'ms', traceEvents: [...names, ...spans] };
}

type Span = TraceEvent & { readonly ts: number };

/** What each operation that multiplies does in a step, and at which rate in all steps together. */
function rates(record: readonly StepRun[], work: WorkByOrigin): ReadonlyMap<string, TraceEvent['args']> {
  const durations = new Map<string, number>();
  for (const { origin, durationUs } of record.flatMap(({ kernels }) => kernels)) {
    if (origin) durations.set(originKey(origin), (durations.get(originKey(origin)) ?? 0) + durationUs);
  }
  return new Map(
    [...durations].flatMap(([key, durationUs]) => {
      const multiplyAdds = work.get(key) ?? 0;
      if (multiplyAdds === 0 || durationUs === 0) return [];
      const operations = 2 * multiplyAdds * record.length;
      return [[key, { multiplyAdds, gigaflopsPerSecond: round(operations / durationUs / 1000) }] as const];
    }),
  );
}

function nested(kernels: readonly KernelRun[], depth: number, workOf: ReturnType<typeof rates>): Span[] {
  const level = LEVELS[depth];
  if (!level) return kernels.map(kernelSpan);
  return runsOf(kernels, level.nameOf).flatMap((run) => {
    const [first, last] = [run[0]!, run.at(-1)!];
    const { origin } = first;
    const isOperation = depth === LEVELS.length - 1;
    const args = isOperation && origin ? workOf.get(originKey(origin)) : undefined;
    const whole = span(level.nameOf(first), level.cat, first.startUs, last.startUs + last.durationUs, args);
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
function memoryAfter({ startUs, durationUs, inUseBytes }: KernelRun): Span {
  return {
    ...{ ph: 'C', name: 'memory in use', pid: PLACE.pid, tid: PLACE.tid, ts: startUs + durationUs },
    args: { megabytes: round(inUseBytes / 1e6) },
  };
}

function span(name: string, cat: string, ts: number, endUs: number, args?: TraceEvent['args']): Span {
  return { ph: 'X', name, cat, ...PLACE, ts, dur: endUs - ts, ...(args && { args }) };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
