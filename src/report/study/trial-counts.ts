import type { Trial, TrialFailure } from '../../tune/trial.ts';
import { formatCount } from '../format.ts';

/** How many trials there are of a kind, in words that a list can hold: `2 failed (1 diverged, 1 infeasible)`. */
export function trialCountsText(trials: readonly Trial[]): string {
  const count = (state: Trial['state']): number => trials.filter((trial) => trial.state === state).length;
  const parts = (['complete', 'pruned', 'failed', 'running', 'queued', 'stale'] as const).flatMap((state) => {
    const number = count(state);
    if (number === 0) return [];
    return [`${formatCount(number)} ${state}${state === 'failed' ? failures(trials) : ''}`];
  });
  return `${formatCount(trials.length)} ${trials.length === 1 ? 'trial' : 'trials'}: ${parts.join(', ') || 'none begun'}`;
}

const KINDS: Readonly<Record<TrialFailure['kind'], (count: number) => string>> = {
  diverged: (count) => `${formatCount(count)} diverged`,
  infeasible: (count) => `${formatCount(count)} infeasible`,
  error: (count) => `${formatCount(count)} ${count === 1 ? 'error' : 'errors'}`,
};

function failures(trials: readonly Trial[]): string {
  const kinds = (Object.keys(KINDS) as TrialFailure['kind'][]).flatMap((kind) => {
    const count = trials.filter(({ failure }) => failure?.kind === kind).length;
    return count === 0 ? [] : [KINDS[kind](count)];
  });
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
}
