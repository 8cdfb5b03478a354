import type { Insertable, Transaction } from 'kysely';
import type { Trial } from '../trial.ts';
import { columnsOf } from './sql-rows.ts';
import type { SqlTables, TrialTable } from './sql-tables.ts';

/** A change of one study on its way. Whoever has begun one has the study for himself until it is committed. */
export interface Change {
  readonly tx: Transaction<SqlTables>;
  readonly study: number;
  readonly revision: number;
  /** The clock of the database. */
  readonly now: number;
  /** Names the call that makes the change, also when it is repeated. */
  readonly call: string;
}

/** How many rows are written by one statement, which has a limited number of parameters. */
const ROWS_AT_ONCE = 500;

/** What a call has made, or changed last. */
export function rowsOf({ tx, study, call }: Change) {
  return tx
    .selectFrom('atelier_trial')
    .selectAll()
    .where('study', '=', study)
    .where((where) => where.or([where('created_by', '=', call), where('changed_by', '=', call)]))
    .orderBy('number')
    .execute();
}

/** The number of the next trial that is added. */
export async function nextNumber({ tx, study }: Change): Promise<number> {
  const last = await tx
    .selectFrom('atelier_trial')
    .select('number')
    .where('study', '=', study)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? 0 : last.number + 1;
}

/** Adds trials. */
export async function add({ tx, study, revision, call }: Change, trials: readonly Trial[]): Promise<void> {
  const rows: Insertable<TrialTable>[] = trials.map((trial) => ({
    ...columnsOf(trial),
    study,
    revision,
    created_by: call,
    changed_by: call,
  }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx
      .insertInto('atelier_trial')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
  }
}

/** Writes a trial that has changed. */
export async function write({ tx, study, revision, call }: Change, trial: Trial): Promise<Trial> {
  await tx
    .updateTable('atelier_trial')
    .set({ ...columnsOf(trial), revision, changed_by: call })
    .where('study', '=', study)
    .where('number', '=', trial.number)
    .execute();
  return trial;
}

/**
 * A name that no other call has, of whatever process or machine, by which a call that is repeated finds what it has done.
 * It cannot come from a seed, which others share; no figure and no suggestion depends on it.
 */
export function callName(): string {
  return crypto.randomUUID();
}
