import { OptionError } from '../core/errors.ts';
import type { Training } from './recipe.ts';

/** The most steps of a run whose losses are kept one by one. */
const MAX_STEP_LOSSES = 100_000;

/** Refuses to keep the losses of more steps than a history can hold. */
export function checkStepLosses(
  { history, epochs }: Pick<Training, 'history' | 'epochs'>,
  stepsPerEpoch: number,
): void {
  const steps = epochs * stepsPerEpoch;
  if (!history?.steps || steps <= MAX_STEP_LOSSES) return;
  throw new OptionError(
    `history.steps: the run has ${steps} steps, of which at most ${MAX_STEP_LOSSES} are kept`,
    {
      value: steps,
      expected: `at most ${MAX_STEP_LOSSES} steps`,
      hint: 'Train for fewer epochs or by larger batches, or leave history.steps out.',
    },
  );
}
