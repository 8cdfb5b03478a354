import { OptionError } from '../core/errors.ts';
import { TrialLost, type AskedTrial } from './asked-trial.ts';
import type { Study } from './study.ts';
import type { Trial } from './trial.ts';

type Values = number | readonly number[] | undefined;

/**
 * Gives the value of a trial, or one an objective; nothing where it ended the trial itself, by `prune` or `fail`.
 *
 * @param signal aborts when the trial is to be left as it is
 */
export type Objective = (trial: AskedTrial, signal: AbortSignal) => Promise<Values> | Values;

/** How trials are worked on. */
export interface OptimizeOptions {
  /** Names this process among others; `worker` by default. */
  readonly worker?: string;
  /** Ends the work: trials that are not done are given back, to be taken up later. */
  readonly signal?: AbortSignal;
  /** How many trials are worked on at once by this process; 1 by default. */
  readonly concurrency?: number;
  /** Whether the worker of that name is certainly gone; otherwise its silence tells. */
  readonly isDead?: (worker: string) => boolean;
  /** Is told each trial of this process when it begins and when it has ended. */
  readonly onTrial?: (trial: Trial) => void;
  /** How often a worker says that it lives; 5 seconds by default. */
  readonly heartbeatMs?: number;
  /** After so long without a word a worker counts as dead; one minute by default. */
  readonly silenceMs?: number;
}

/** After so many errors in a row there is no use in going on. */
const MOST_ERRORS = 3;
const POLL_MS = 500;

/**
 * Works on trials until the study is done, someone stops it, or `signal` aborts. Trials of workers that died are taken
 * up. An objective that throws makes a failed trial; after three in a row the last error is thrown.
 *
 * @example await optimize(study, ({ params }) => Number(params['x']) ** 2);
 */
export async function optimize(
  study: Study,
  objective: Objective,
  options: OptimizeOptions = {},
): Promise<void> {
  const { concurrency = 1 } = options;
  const errors: unknown[] = [];
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
  const workers = Array.from({ length: concurrency }, async () => {
    try {
      await work(study, objective, { ...options, signal }, errors);
    } catch (error) {
      // The others leave their trials to be taken up, rather than going on alone.
      ended.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(workers);
  options.signal?.throwIfAborted();
  await Promise.all(workers);
}

async function work(
  study: Study,
  objective: Objective,
  options: OptimizeOptions & { readonly signal: AbortSignal },
  errors: unknown[],
): Promise<void> {
  const { worker = 'worker', signal, silenceMs = 60_000, isDead } = options;
  for (;;) {
    signal.throwIfAborted();
    if (await study.storage.isStopRequested(study.id)) return;
    const running = (await study.refresh()).filter(({ state }) => state === 'running');
    const dead = new Set(running.map((trial) => trial.worker!).filter((name) => isDead?.(name)));
    await study.storage.markStale(study.id, silenceMs, [...dead]);
    const trial = await study.ask({ worker });
    if (trial === undefined) {
      if (study.isDone || !study.trials.some(({ state }) => state === 'running' || state === 'stale')) return;
      // Others work on the last trials; should they die, there is something to do.
      await pause(POLL_MS, signal);
      continue;
    }
    options.onTrial?.(study.trials[trial.number]!);
    const error = await attempt(trial, objective, options);
    options.onTrial?.(study.trials[trial.number]!);
    if (error === undefined) errors.length = 0;
    else errors.push(error);
    if (errors.length >= MOST_ERRORS) throw error as Error;
  }
}

/** Works on one trial to its end; gives what the objective threw, where it did. */
async function attempt(
  trial: AskedTrial,
  objective: Objective,
  { signal, heartbeatMs = 5000 }: OptimizeOptions & { readonly signal: AbortSignal },
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
    return error;
  } finally {
    clearInterval(heart);
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish);
  });
}
