import type { StopCause } from '../runs/record.ts';
import { followEpochs, stoppingReason } from './early-stopping.ts';
import type { Training } from './recipe.ts';
import type { TrainerProgress } from './snapshot.ts';

/** Why training ended: what ended it, and in words. */
export interface StopReason {
  readonly cause: StopCause;
  readonly text: string;
}

const MS_PER_MINUTE = 60_000;

/**
 * When the time budget is used up, in milliseconds of training time. A run that is resumed after it was gets another.
 *
 * @param usedMs how long the run has been training when it is begun or resumed
 */
export function budgetEndMs({ budget }: Pick<Training, 'budget'>, usedMs: number): number {
  if (!budget) return Infinity;
  const budgetMs = budget.minutes * MS_PER_MINUTE;
  return usedMs < budgetMs ? budgetMs : usedMs + budgetMs;
}

/** Why training ends at an epoch's end, where it does. */
export function reasonAfterEpoch(
  { stop, epochs }: Pick<Training, 'stop' | 'epochs'>,
  { epoch, history }: Pick<TrainerProgress, 'epoch' | 'history'>,
): StopReason | undefined {
  const state = stop && followEpochs(stop, history);
  if (state?.stop) return { cause: 'earlyStopping', text: stoppingReason(stop!, state) };
  if (epoch < epochs) return undefined;
  return { cause: 'epochs', text: epochs === 1 ? 'the only epoch done' : `all ${epochs} epochs done` };
}

export function budgetReason({ budget }: Pick<Training, 'budget'>): StopReason {
  const { minutes } = budget!;
  return {
    cause: 'budget',
    text: `the time budget of ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} is used up`,
  };
}
