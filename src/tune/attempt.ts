import { OptionError } from '../core/errors.ts';
import { TrialLost, type AskedTrial } from './asked-trial.ts';

type Values = number | readonly number[] | undefined;

/**
 * Gives the value of a trial, or one an objective; nothing where it ended the trial itself, by `prune` or `fail`.
 *
 * @param signal aborts when the trial is to be left as it is
 */
export type Objective = (trial: AskedTrial, signal: AbortSignal) => Promise<Values> | Values;

interface AttemptOptions {
  readonly signal: AbortSignal;
  readonly heartbeatMs?: number;
}

/** After so many errors in a row a worker sees no use in going on. */
export const MOST_ERRORS = 3;

/** Works on one trial to its end; gives what the objective threw, where it did. */
export async function attempt(
  trial: AskedTrial,
  objective: Objective,
  { signal, heartbeatMs = 5000 }: AttemptOptions,
): Promise<unknown> {
  const leave = new AbortController();
  const heart = setInterval(() => {
    trial.heartbeat().then(
      (answer) => {
        if (answer === 'stop') leave.abort(new Error('the study is to stop'));
      },
      (error: unknown) => {
        leave.abort(error);
      },
    );
  }, heartbeatMs);
  const either = AbortSignal.any([signal, leave.signal]);
  try {
    const values = await objective(trial, either);
    if (trial.isEnded) return undefined;
    if (values !== undefined) await trial.tell(values);
    else {
      throw new OptionError(`trial ${trial.number}: the objective gave no value`, {
        expected: 'a number, or a call of trial.prune or trial.fail',
      });
    }
    return undefined;
  } catch (error) {
    if (error instanceof TrialLost || leave.signal.reason instanceof TrialLost) return undefined;
    if (either.aborted) {
      await trial.giveBack();
      if (leave.signal.aborted && !signal.aborted) return undefined;
      throw error;
    }
    if (trial.isEnded) throw error;
    await trial.fail({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
    return error ?? new Error('the objective threw undefined');
  } finally {
    clearInterval(heart);
  }
}
