import type { StoredStudy } from '../storage.ts';

/** A trial that someone is to work on. */
export interface TrialJob {
  readonly study: number;
  readonly name: string;
  readonly number: number;
}

/** What came of a job: `done`, nobody need do it again; `again`, whoever is next takes it up, a little later. */
export type JobOutcome = 'done' | 'again';

/**
 * Which trials are to be worked on, for workers on many machines. The storage alone says how a trial stands; a job is a
 * reminder to see to it. So a job may come twice, or for a trial that has ended.
 */
export interface TrialQueue {
  /** Where it is, for people, without secrets. */
  readonly place: string;
  /** Puts trials into the queue; one that is in it, or is being worked on, is not put in twice. */
  send(study: Pick<StoredStudy, 'id' | 'definition'>, numbers: readonly number[]): Promise<void>;
  /**
   * Takes jobs, so many at once, until the signal aborts and those that were taken are through. The job of a worker that
   * dies is given to another one. A handler that throws leaves the job to be done again.
   */
  work(handler: (job: TrialJob) => Promise<JobOutcome>, options: QueueWorkOptions): Promise<void>;
  /** How many jobs are not done: those that wait, and those that are being worked on. */
  count(): Promise<number>;
  close(): Promise<void>;
}

export interface QueueWorkOptions {
  readonly signal: AbortSignal;
  /** 1 by default. */
  readonly concurrency?: number;
}
