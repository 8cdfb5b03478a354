import type { Params } from './space/parameter.ts';
import type { TrialOutcome } from './storage.ts';
import type { Json } from '../core/json.ts';
import type { Report, Trial } from './trial.ts';

/** What can happen to a trial, the same in every storage. `now` is by the clock of the storage. */

/** A trial that nobody has worked on yet. */
export function queuedTrial(number: number, fixed: Params, now: number): Trial {
  return {
    number,
    state: 'queued',
    params: {},
    fixed,
    reports: [],
    attempts: 0,
    losses: 0,
    queuedAt: now,
    facts: {},
  };
}

/** Whether a worker may take it. */
export function isWaiting({ state }: Trial): boolean {
  return state === 'queued' || state === 'stale';
}

/** Taken by a worker. */
export function claimed(trial: Trial, worker: string, now: number): Trial {
  return {
    ...withoutEnd(trial),
    state: 'running',
    worker,
    attempts: trial.attempts + 1,
    startedAt: trial.startedAt ?? now,
    heartbeatAt: now,
  };
}

/** Ended, and queued again. */
export function reopened(trial: Trial): Trial {
  return { ...withoutEnd(trial), state: 'queued' };
}

/** Its worker fell silent. */
export function lost(trial: Trial): Trial {
  return { ...trial, state: 'stale', losses: trial.losses + 1 };
}

export function withParams(trial: Trial, params: Params, note?: Json): Trial {
  return { ...trial, params, ...(note === undefined ? {} : { note }) };
}

/** With a figure more, or another one of the same step. */
export function withReport(trial: Trial, report: Report, now: number): Trial {
  const others = trial.reports.filter(({ step }) => step !== report.step);
  return { ...trial, reports: [...others, report].sort((a, b) => a.step - b.step), heartbeatAt: now };
}

export function withFacts(trial: Trial, facts: Trial['facts']): Trial {
  return { ...trial, facts: { ...trial.facts, ...facts } };
}

/** Its worker has said that it lives. */
export function alive(trial: Trial, now: number): Trial {
  return { ...trial, heartbeatAt: now };
}

export function finished(trial: Trial, outcome: TrialOutcome, now: number): Trial {
  return outcome.state === 'queued' ? { ...trial, ...outcome } : { ...trial, ...outcome, endedAt: now };
}

function withoutEnd({ endedAt: _, failure: __, values: ___, ...rest }: Trial): Trial {
  return rest;
}
