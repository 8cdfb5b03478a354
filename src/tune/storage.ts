import type { Params } from './space/parameter.ts';
import type { StudyDefinition } from './study-definition.ts';
import type { Json } from '../core/json.ts';
import type { Report, Trial, TrialFailure, TrialState } from './trial.ts';

/** A study among others. */
export interface StoredStudy {
  /** Names it in the storage; never used again for another. */
  readonly id: number;
  readonly definition: StudyDefinition;
  /** Whether someone asked its workers to end. */
  readonly stopRequested: boolean;
  readonly createdAt: number;
}

/** A study and how many trials it has in each state. */
export interface StudySummary extends StoredStudy {
  readonly counts: Readonly<Record<TrialState, number>>;
}

/** One attempt at a trial: who writes about it must be who works on it. */
export interface TrialClaim {
  readonly study: number;
  readonly number: number;
  /** From 1. */
  readonly attempt: number;
}

/** How a trial ended. */
export type TrialOutcome =
  | { readonly state: 'complete'; readonly values: readonly number[] }
  | { readonly state: 'pruned'; readonly values?: readonly number[] }
  | { readonly state: 'failed'; readonly failure: TrialFailure }
  /** Its worker gives it back, to be taken up where it was. */
  | { readonly state: 'queued' };

/** What the worker of a trial learns when it writes: `lost`, that another one has taken the trial over. */
export type WriteAnswer = 'kept' | 'lost';

/** Which trial a worker takes. */
export interface ClaimOptions {
  readonly worker: string;
  /** This trial alone, where it is queued or stale. */
  readonly number?: number;
  /** Where none is queued or stale, a new one, as long as there are fewer than this; none is made where not given. May be infinite. */
  readonly limit?: number;
}

/**
 * Where studies and their trials are kept. Every call is atomic, also among processes and machines; times are by the
 * clock of the storage. All may raise `StorageError`.
 */
export interface StudyStorage {
  /** Where it is, for people, without secrets. */
  readonly place: string;

  /** Raises `StorageError` where there is one of that name. */
  createStudy(definition: StudyDefinition): Promise<StoredStudy>;
  readStudy(name: string): Promise<StoredStudy | undefined>;
  /** All of them, oldest first. */
  listStudies(): Promise<StudySummary[]>;
  /** Changes the budget and nothing else. */
  updateBudget(study: number, budget: StudyDefinition['budget']): Promise<void>;
  /** The study, its trials and all about them. */
  deleteStudy(study: number): Promise<void>;
  /** Asks the workers to end, or takes it back. */
  requestStop(study: number, stop: boolean): Promise<void>;
  /** Whether the workers are asked to end. */
  isStopRequested(study: number): Promise<boolean>;

  /** The trials that have changed since a revision, by number, and the revision now; revisions begin after 0. */
  changes(
    study: number,
    since: number,
  ): Promise<{ readonly revision: number; readonly trials: readonly Trial[] }>;
  /** Queues a trial for each of `fixed`, unless there would be more than `limit` in all; gives their numbers. */
  enqueue(study: number, fixed: readonly Params[], limit?: number): Promise<readonly number[]>;
  /** Takes the first trial that is queued or stale, else a new one; nothing where there is none. It is then running. */
  claim(study: number, options: ClaimOptions): Promise<Trial | undefined>;
  /** Makes an ended trial queued again, to be continued; `lost` where it is not pruned, failed or complete. */
  reopen(study: number, number: number): Promise<WriteAnswer>;
  /** Marks running trials as stale: those without a heartbeat for so long, and those of the workers that are named. */
  markStale(study: number, silenceMs: number, dead?: readonly string[]): Promise<readonly number[]>;

  /** Says what a running trial is tried with. */
  setParams(claim: TrialClaim, params: Params, note?: Json): Promise<WriteAnswer>;
  /** Adds a figure; one of the same step is replaced. Counts as a heartbeat. */
  report(claim: TrialClaim, report: Report): Promise<WriteAnswer>;
  /** Adds facts; those of the same name are replaced. */
  addFacts(claim: TrialClaim, facts: Trial['facts']): Promise<WriteAnswer>;
  /** Says that the worker lives; `stop` where it should end. */
  heartbeat(claim: TrialClaim): Promise<WriteAnswer | 'stop'>;
  finish(claim: TrialClaim, outcome: TrialOutcome): Promise<WriteAnswer>;

  close(): Promise<void>;
}
