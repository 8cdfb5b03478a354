import type { Generated } from 'kysely';

/** The tables of studies, the same in every database. What is JSON is text; times are milliseconds since 1970. */
export interface SqlTables {
  readonly atelier_study: StudyTable;
  readonly atelier_trial: TrialTable;
}

export interface StudyTable {
  readonly id: Generated<number>;
  readonly name: string;
  readonly definition: string;
  /** 0 or 1. */
  readonly stop_requested: number;
  /** Grows with every change to the study or its trials. */
  readonly revision: number;
  readonly created_at: number;
  /** The call that made it, so that the call can be repeated. */
  readonly created_by: string;
}

export interface TrialTable {
  readonly study: number;
  readonly number: number;
  /** The study's revision when it was changed last. */
  readonly revision: number;
  readonly state: string;
  readonly params: string;
  readonly fixed: string;
  readonly note: string | null;
  readonly objective_values: string | null;
  readonly reports: string;
  readonly failure: string | null;
  readonly attempts: number;
  readonly losses: number;
  readonly worker: string | null;
  readonly queued_at: number;
  readonly started_at: number | null;
  readonly heartbeat_at: number | null;
  readonly ended_at: number | null;
  readonly facts: string;
  /** The call that made it and the one that changed it last, so that a call can be repeated. */
  readonly created_by: string;
  readonly changed_by: string;
}
