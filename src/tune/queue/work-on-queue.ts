import { attempt, MOST_ERRORS, type Objective } from '../attempt.ts';
import type { OptimizeOptions } from '../optimize.ts';
import type { StudyStorage } from '../storage.ts';
import { loadStudy, type Study } from '../study.ts';
import { isEnded, type Trial } from '../trial.ts';
import type { JobOutcome, TrialJob, TrialQueue } from './trial-queue.ts';

/** How the trials of a queue are worked on. */
export interface WorkOnQueueOptions extends Omit<OptimizeOptions, 'onTrial'> {
  readonly storage: StudyStorage;
  readonly queue: TrialQueue;
  /** What the trials of a study do; asked once a study. */
  readonly objectiveOf: (study: Study) => Objective | Promise<Objective>;
  /** Is told each trial of this process when it begins and when it has ended. */
  readonly onTrial?: (study: Study, trial: Trial) => void;
  /** Whether to leave when no job waits or is being done; by default it waits for more. */
  readonly leaveWhenDone?: boolean;
}

interface OpenStudy {
  readonly study: Study;
  readonly objective: Objective;
}

const POLL_MS = 1000;

/**
 * Works on the trials that are in a queue, of whatever study, until `signal` aborts: the trials that are not done are
 * then given back, and their jobs with them. Trials of workers that died are taken up. An objective that throws makes a
 * failed trial; after three in a row the last error is thrown.
 *
 * @example
 * await queue.send(study, await study.enqueueAll());
 * await workOnQueue({ storage, queue, objectiveOf: () => ({ params }) => Number(params['x']) ** 2, leaveWhenDone: true });
 */
export async function workOnQueue(options: WorkOnQueueOptions): Promise<void> {
  const { queue, leaveWhenDone = false, concurrency = 1 } = options;
  const leave = new AbortController();
  const signal = AbortSignal.any([leave.signal, ...(options.signal ? [options.signal] : [])]);
  const worker = new QueueWorker(options, signal);
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    leave.abort(error);
  };
  const leaveIfDone = async () => {
    if ((await queue.count()) === 0) leave.abort();
  };
  const poll = leaveWhenDone ? setInterval(() => void leaveIfDone().catch(fail), POLL_MS) : undefined;
  try {
    await queue.work(
      async (job) => {
        try {
          return await worker.see(job);
        } catch (error) {
          if (!signal.aborted) fail(error);
          return 'again';
        }
      },
      { signal, concurrency },
    );
  } finally {
    clearInterval(poll);
  }
  if (failure !== undefined) throw failure.error;
  options.signal?.throwIfAborted();
}

class QueueWorker {
  readonly #options: WorkOnQueueOptions;
  readonly #signal: AbortSignal;
  readonly #studies = new Map<number, Promise<OpenStudy | undefined>>();
  #errorsInARow = 0;

  constructor(options: WorkOnQueueOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Sees to the trial of a job. */
  async see(job: TrialJob): Promise<JobOutcome> {
    const opened = await this.#open(job);
    if (opened === undefined) return 'done';
    try {
      return await this.#work(opened, job.number);
    } catch (error) {
      if (await this.#isDeleted(job)) return 'done';
      throw error;
    }
  }

  async #work({ study, objective }: OpenStudy, number: number): Promise<JobOutcome> {
    const { storage, worker = 'worker', silenceMs = 60_000, isDead, onTrial, heartbeatMs } = this.#options;
    // Whoever starts the study again puts its trials into the queue again.
    if (await storage.isStopRequested(study.id)) return 'done';
    const running = (await study.refresh()).filter(({ state }) => state === 'running');
    const dead = new Set(running.map((trial) => trial.worker!).filter((name) => isDead?.(name)));
    await storage.markStale(study.id, silenceMs, [...dead]);
    const trial = await study.ask({ worker, number });
    // It is with another worker, who may be dead, which its silence will tell; or there is nothing to do any more.
    if (trial === undefined) return study.trials[number]?.state === 'running' ? 'again' : 'done';
    onTrial?.(study, study.trials[number]!);
    const error = await attempt(trial, objective, {
      signal: this.#signal,
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    });
    onTrial?.(study, study.trials[number]!);
    this.#errorsInARow = error === undefined ? 0 : this.#errorsInARow + 1;
    if (this.#errorsInARow >= MOST_ERRORS) throw error as Error;
    const after = (await study.refresh())[number]!;
    // One that another worker has taken over may have this same job there.
    return isEnded(after) || (await storage.isStopRequested(study.id)) ? 'done' : 'again';
  }

  #open(job: TrialJob): Promise<OpenStudy | undefined> {
    const known = this.#studies.get(job.study);
    if (known !== undefined) return known;
    const opening = this.#load(job);
    this.#studies.set(job.study, opening);
    opening.catch(() => this.#studies.delete(job.study));
    return opening;
  }

  async #load({ study: id, name }: TrialJob): Promise<OpenStudy | undefined> {
    const { storage, objectiveOf } = this.#options;
    const stored = await storage.readStudy(name);
    if (stored?.id !== id) return undefined;
    const study = await loadStudy(storage, stored);
    return { study, objective: await objectiveOf(study) };
  }

  async #isDeleted({ study: id, name }: TrialJob): Promise<boolean> {
    return (await this.#options.storage.readStudy(name))?.id !== id;
  }
}
