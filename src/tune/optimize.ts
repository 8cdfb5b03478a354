import { positiveInteger } from '../core/option-schemas.ts';
import { parseOptions } from '../core/parse-options.ts';
import { attempt, MOST_ERRORS, type Objective } from './attempt.ts';
import type { Study } from './study.ts';
import type { Trial } from './trial.ts';

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
  parseOptions(positiveInteger, concurrency, 'concurrency');
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
