import type { Trial } from '../../../tune/trial.ts';
import type { StudyResults } from '../../study/study-results.ts';
import type { MarkKind } from './marks.ts';

/** What a bar of the timeline was; `open` has not ended. */
export type BarKind = Exclude<MarkKind, 'best' | 'dot'>;

/** A trial on its worker's row. */
export interface TimelineBar {
  readonly trial: number;
  readonly row: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: BarKind;
}

/** A state's share of a worker's time, part by part of the time axis, stacked on those of other states. */
export interface TimelineArea {
  readonly row: number;
  readonly kind: BarKind;
  /** From 0 to 1, a number a part; where both are equal there is nothing. */
  readonly bottoms: readonly number[];
  readonly tops: readonly number[];
  /** Of the time of all parts. */
  readonly share: number;
}

/** What a chart of who worked on what when shows. Times are from the first trial on, without pauses. */
export interface TimelineInfo {
  readonly workers: readonly string[];
  readonly omittedWorkers: number;
  /** One a trial; none where they are put together. */
  readonly bars: readonly TimelineBar[];
  readonly areas: readonly TimelineArea[];
  readonly durationMs: number;
  /** How long a part of the time axis is, where trials are put together; else null. */
  readonly partMs: number | null;
  /** Where time without any trial was left out, and how much in all. */
  readonly pauses: readonly number[];
  readonly pausedMs: number;
}

const MOST_ROWS = 24;
const MOST_BARS = 300;
/** Parts of the time axis, times rows, where trials are put together. */
const MOST_CELLS = 900;
const MOST_PARTS = 60;
/** A time without a trial that is longer than this share of all the others is left out. */
const LONG_PAUSE = 0.1;

interface Span {
  readonly trial: number;
  readonly worker: string;
  readonly from: number;
  readonly to: number;
  readonly kind: BarKind;
}

function kindOf({ state }: Trial): BarKind {
  return state === 'complete' || state === 'pruned' || state === 'failed' ? state : 'open';
}

function spansOf({ trials }: StudyResults): Span[] {
  return trials
    .flatMap((trial): Span[] => {
      const { number, startedAt, endedAt, heartbeatAt, worker = 'worker' } = trial;
      if (startedAt === undefined) return [];
      const to = Math.max(startedAt, endedAt ?? heartbeatAt ?? startedAt);
      return [{ trial: number, worker, from: startedAt, to, kind: kindOf(trial) }];
    })
    .sort((a, b) => a.from - b.from);
}

/** Leaves out long times in which nobody worked, such as a night before a study was resumed. */
function withoutPauses(spans: readonly Span[]): { spans: Span[]; pauses: number[]; pausedMs: number } {
  const gaps: { readonly at: number; readonly length: number }[] = [];
  let until = spans[0]!.from;
  let busy = 0;
  for (const { from, to } of spans) {
    if (from > until) gaps.push({ at: until, length: from - until });
    busy += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  const long = gaps.filter(({ length }) => length > LONG_PAUSE * busy);
  const start = spans[0]!.from;
  const shifted = (time: number): number =>
    time - start - long.reduce((sum, { at, length }) => sum + (time > at ? length : 0), 0);
  return {
    spans: spans.map((span) => ({ ...span, from: shifted(span.from), to: shifted(span.to) })),
    pauses: long.map(({ at }) => shifted(at)),
    pausedMs: long.reduce((sum, { length }) => sum + length, 0),
  };
}

/** The states in the order in which they are stacked. */
export const STACK: readonly BarKind[] = ['complete', 'pruned', 'failed', 'open'];

/** How much of each part of the time axis a worker spent on trials of a state, from 0 to 1. */
function sharesOf(spans: readonly Span[], partMs: number, count: number): number[] {
  const shares = new Array<number>(count).fill(0);
  for (const { from, to } of spans) {
    const last = Math.min(count - 1, Math.floor(to / partMs));
    for (let part = Math.floor(from / partMs); part <= last; part++) {
      const overlap = Math.min(to, (part + 1) * partMs) - Math.max(from, part * partMs);
      shares[part]! += Math.max(0, overlap) / partMs;
    }
  }
  return shares;
}

function areasOf(
  spans: readonly Span[],
  workers: readonly string[],
  partMs: number,
  count: number,
): TimelineArea[] {
  return workers.flatMap((name, row) => {
    const own = spans.filter(({ worker }) => worker === name);
    let bottoms = new Array<number>(count).fill(0);
    return STACK.flatMap((kind): TimelineArea[] => {
      const shares = sharesOf(
        own.filter((span) => span.kind === kind),
        partMs,
        count,
      );
      const sum = shares.reduce((total, share) => total + share, 0);
      if (sum === 0) return [];
      const area = { row, kind, bottoms, tops: bottoms.map((bottom, part) => top(bottom + shares[part]!)) };
      bottoms = area.tops;
      return [{ ...area, share: sum / count }];
    });
  });
}

function top(share: number): number {
  return Math.min(1, Number(share.toFixed(3)));
}

/** Takes who worked when on what out of a study; undefined before anyone has. */
export function timelineInfo(study: StudyResults): TimelineInfo | undefined {
  const all = spansOf(study);
  if (all.length === 0) return undefined;
  const { spans, pauses, pausedMs } = withoutPauses(all);
  const workers = [...new Set(spans.map(({ worker }) => worker))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const shown = workers.slice(0, MOST_ROWS);
  const durationMs = Math.max(1, ...[spans.reduce((most, { to }) => Math.max(most, to), 0)]);
  const many = spans.length > MOST_BARS;
  const parts = Math.min(MOST_PARTS, Math.floor(MOST_CELLS / shown.length));
  const single = (): TimelineBar[] =>
    spans.flatMap(({ trial, worker, from, to, kind }) => {
      const row = shown.indexOf(worker);
      return row === -1 ? [] : [{ trial, row, fromMs: from, toMs: to, kind }];
    });
  return {
    workers: shown,
    omittedWorkers: workers.length - shown.length,
    bars: many ? [] : single(),
    areas: many ? areasOf(spans, shown, durationMs / parts, parts) : [],
    durationMs,
    partMs: many ? durationMs / parts : null,
    pauses,
    pausedMs,
  };
}
