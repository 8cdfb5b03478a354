import type { Json } from '../core/json.ts';
import type { Params } from './space/parameter.ts';

/**
 * Where a trial stands.
 *
 * - `queued`: it has a number, nobody works on it.
 * - `running`: a worker works on it, and says so by its heartbeats.
 * - `complete`: it has a value for each objective.
 * - `pruned`: it was ended early because others were better; it may be continued.
 * - `failed`: it will not have values; `failure` says why.
 * - `stale`: its worker is silent; the next one takes it over.
 */
export const trialStates = ['queued', 'running', 'complete', 'pruned', 'failed', 'stale'] as const;
export type TrialState = (typeof trialStates)[number];

/**
 * Why a trial failed: `diverged`, its loss is no number any more; `infeasible`, nothing can be made of its parameters;
 * `error`, something else went wrong that says nothing of its parameters. Samplers learn from the first two.
 */
export interface TrialFailure {
  readonly kind: 'diverged' | 'infeasible' | 'error';
  readonly message: string;
}

/** A figure that a trial gave on its way, such as the accuracy after an epoch. */
export interface Report {
  /** From 1. */
  readonly step: number;
  readonly value: number;
}

/** One attempt at the objective. Times are milliseconds since 1970 by the clock of the storage. */
export interface Trial {
  /** From 0, in the order of the study. */
  readonly number: number;
  readonly state: TrialState;
  /** What it is tried with; empty while it is queued, except for what `fixed` says. */
  readonly params: Params;
  /** Values that someone chose; the sampler chooses the others. */
  readonly fixed: Params;
  /** What the sampler wants to know of it later. */
  readonly note?: Json;
  /** One a objective, of a complete trial. */
  readonly values?: readonly number[];
  /** Figures on its way, of the first objective, by rising steps. */
  readonly reports: readonly Report[];
  readonly failure?: TrialFailure;
  /** How often it was begun. */
  readonly attempts: number;
  /** How often its worker fell silent. */
  readonly losses: number;
  /** Who works on it, or did last. */
  readonly worker?: string;
  readonly queuedAt: number;
  readonly startedAt?: number;
  readonly heartbeatAt?: number;
  readonly endedAt?: number;
  /** What the objective noted of it, such as its run folders. */
  readonly facts: Readonly<Record<string, Json>>;
}

export type Direction = 'minimize' | 'maximize';

/** Whether nothing more will happen to it by itself. */
export function isEnded({ state }: Trial): boolean {
  return state === 'complete' || state === 'pruned' || state === 'failed';
}

/** A value as samplers see it: less is better. */
export function asLoss(value: number, direction: Direction): number {
  return direction === 'minimize' ? value : -value;
}

/** Whether one value is better than another. */
export function isBetter(value: number, than: number, direction: Direction): boolean {
  return asLoss(value, direction) < asLoss(than, direction);
}

/** The complete trial with the best value of the first objective; the earlier of equals. */
export function bestTrial(trials: readonly Trial[], direction: Direction): Trial | undefined {
  let best: Trial | undefined;
  for (const trial of trials) {
    if (trial.state !== 'complete') continue;
    if (best === undefined || isBetter(trial.values![0]!, best.values![0]!, direction)) best = trial;
  }
  return best;
}
