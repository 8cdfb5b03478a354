import { sql, type Kysely, type Selectable } from 'kysely';
import { StorageError } from '../../core/errors.ts';
import type { Params } from '../space/parameter.ts';
import type {
  ClaimOptions,
  StoredStudy,
  StudyStorage,
  StudySummary,
  TrialClaim,
  TrialOutcome,
  WriteAnswer,
} from '../storage.ts';
import type { StudyDefinition } from '../study-definition.ts';
import {
  alive,
  claimed,
  finished,
  lost,
  queuedTrial,
  reopened,
  withFacts,
  withParams,
  withReport,
} from '../trial-changes.ts';
import type { Json } from '../../core/json.ts';
import { isEnded, trialStates, type Report, type Trial, type TrialState } from '../trial.ts';
import { patiently } from './patience.ts';
import { callName, add, nextNumber, rowsOf, write, type Change } from './sql-change.ts';
import type { SqlDatabase } from './sql-database.ts';
import { studyOf, trialOf } from './sql-rows.ts';
import type { SqlTables, TrialTable } from './sql-tables.ts';

/** Studies in a database that speaks SQL: every query that there is. */
export class SqlStorage implements StudyStorage {
  readonly place: string;
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.place = database.place;
    this.#database = database;
  }

  get #db() {
    return this.#database.db;
  }

  async createStudy(definition: StudyDefinition): Promise<StoredStudy> {
    const { name } = definition;
    const call = callName();
    const row = await this.#patiently(async () => {
      const made = await this.#db
        .insertInto('atelier_study')
        .values({
          name,
          definition: JSON.stringify(definition),
          stop_requested: 0,
          revision: 0,
          created_at: this.#database.dialect.now,
          created_by: call,
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .returningAll()
        .executeTakeFirst();
      return made ?? (await this.#studyRow(name));
    });
    if (row?.created_by === call) return studyOf(row);
    throw new StorageError(`there is a study ${name} already`, {
      value: name,
      expected: 'a name that is not taken',
    });
  }

  async readStudy(name: string): Promise<StoredStudy | undefined> {
    const row = await this.#patiently(() => this.#studyRow(name));
    return row && studyOf(row);
  }

  #studyRow(name: string) {
    return this.#db.selectFrom('atelier_study').selectAll().where('name', '=', name).executeTakeFirst();
  }

  async listStudies(): Promise<StudySummary[]> {
    const [studies, counted] = await this.#patiently(async () => [
      await this.#db.selectFrom('atelier_study').selectAll().orderBy('id').execute(),
      await this.#db
        .selectFrom('atelier_trial')
        .select(['study', 'state', ({ fn }) => fn.countAll<number>().as('count')])
        .groupBy(['study', 'state'])
        .execute(),
    ]);
    return studies.map((row) => {
      const counts = Object.fromEntries(trialStates.map((state) => [state, 0])) as Record<TrialState, number>;
      for (const { study, state, count } of counted)
        if (study === row.id) counts[state as TrialState] = count;
      return { ...studyOf(row), counts };
    });
  }

  async updateBudget(study: number, budget: StudyDefinition['budget']): Promise<void> {
    await this.#change(study, async ({ tx }) => {
      const row = await tx
        .selectFrom('atelier_study')
        .selectAll()
        .where('id', '=', study)
        .executeTakeFirstOrThrow();
      const definition = JSON.stringify({ ...studyOf(row).definition, budget });
      await tx.updateTable('atelier_study').set({ definition }).where('id', '=', study).execute();
    });
  }

  async deleteStudy(study: number): Promise<void> {
    await this.#patiently(() =>
      this.#db.transaction().execute(async (tx) => {
        // Takes the study, as every change does.
        await tx.updateTable('atelier_study').set({ revision: 0 }).where('id', '=', study).execute();
        await tx.deleteFrom('atelier_trial').where('study', '=', study).execute();
        await tx.deleteFrom('atelier_study').where('id', '=', study).execute();
      }),
    );
  }

  async requestStop(study: number, stop: boolean): Promise<void> {
    await this.#change(study, async ({ tx }) => {
      await tx
        .updateTable('atelier_study')
        .set({ stop_requested: stop ? 1 : 0 })
        .where('id', '=', study)
        .execute();
    });
  }

  async isStopRequested(study: number): Promise<boolean> {
    const row = await this.#patiently(() =>
      this.#db
        .selectFrom('atelier_study')
        .select('stop_requested')
        .where('id', '=', study)
        .executeTakeFirst(),
    );
    return present(row, study).stop_requested === 1;
  }

  async changes(study: number, since: number): Promise<{ revision: number; trials: readonly Trial[] }> {
    return await this.#patiently(async () => {
      const row = await this.#db
        .selectFrom('atelier_study')
        .select('revision')
        .where('id', '=', study)
        .executeTakeFirst();
      const { revision } = present(row, study);
      if (revision <= since) return { revision, trials: [] };
      // What is committed in between is given once more the next time.
      const rows = await this.#db
        .selectFrom('atelier_trial')
        .selectAll()
        .where('study', '=', study)
        .where('revision', '>', since)
        .orderBy('number')
        .execute();
      return { revision, trials: rows.map(trialOf) };
    });
  }

  async enqueue(study: number, fixed: readonly Params[], limit = Infinity): Promise<readonly number[]> {
    return await this.#change(
      study,
      async (change) => {
        const next = await nextNumber(change);
        const taken = fixed.slice(0, Math.max(0, limit - next));
        const trials = taken.map((values, index) => queuedTrial(next + index, values, change.now));
        await add(change, trials);
        return trials.map(({ number }) => number);
      },
      (rows, call) => {
        const made = rows.filter(({ created_by }) => created_by === call);
        return made.length === 0 ? undefined : made.map(({ number }) => number);
      },
    );
  }

  async claim(study: number, { worker, number, limit = 0 }: ClaimOptions): Promise<Trial | undefined> {
    return await this.#change(
      study,
      async (change) => {
        let waiting = change.tx
          .selectFrom('atelier_trial')
          .selectAll()
          .where('study', '=', study)
          .where('state', 'in', ['queued', 'stale']);
        if (number !== undefined) waiting = waiting.where('number', '=', number);
        const row = await waiting.orderBy('number').limit(1).executeTakeFirst();
        if (row !== undefined) return await write(change, claimed(trialOf(row), worker, change.now));
        if (number !== undefined) return undefined;
        const next = await nextNumber(change);
        if (next >= limit) return undefined;
        const trial = claimed(queuedTrial(next, {}, change.now), worker, change.now);
        await add(change, [trial]);
        return trial;
      },
      // Where another one has taken it meanwhile, it is lost, and the next one is taken.
      (rows, call) => {
        const row = rows.find(({ changed_by }) => changed_by === call);
        return row && trialOf(row);
      },
    );
  }

  async reopen(study: number, number: number): Promise<WriteAnswer> {
    return await this.#changeTrial(study, number, isEnded, reopened);
  }

  async markStale(
    study: number,
    silenceMs: number,
    dead: readonly string[] = [],
  ): Promise<readonly number[]> {
    const silent = (db: Kysely<SqlTables>) =>
      db
        .selectFrom('atelier_trial')
        .selectAll()
        .where('study', '=', study)
        .where('state', '=', 'running')
        .where((where) =>
          where.or([
            where('heartbeat_at', '<', sql<number>`${this.#database.dialect.now} - ${silenceMs}`),
            ...(dead.length === 0 ? [] : [where('worker', 'in', dead)]),
          ]),
        )
        .orderBy('number')
        .execute();
    // Workers ask for this all the time, mostly for nothing; a look takes no lock.
    if ((await this.#patiently(() => silent(this.#db))).length === 0) return [];
    return await this.#change(
      study,
      async (change) => {
        const rows = await silent(change.tx);
        for (const row of rows) await write(change, lost(trialOf(row)));
        return rows.map(({ number }) => number);
      },
      (rows) => (rows.length === 0 ? undefined : rows.map(({ number }) => number)),
    );
  }

  setParams(claim: TrialClaim, params: Params, note?: Json): Promise<WriteAnswer> {
    return this.#changeClaimed(claim, (trial) => withParams(trial, params, note));
  }

  report(claim: TrialClaim, report: Report): Promise<WriteAnswer> {
    return this.#changeClaimed(claim, (trial, { now }) => withReport(trial, report, now));
  }

  addFacts(claim: TrialClaim, facts: Trial['facts']): Promise<WriteAnswer> {
    return this.#changeClaimed(claim, (trial) => withFacts(trial, facts));
  }

  async heartbeat(claim: TrialClaim): Promise<WriteAnswer | 'stop'> {
    const answer = await this.#changeClaimed(claim, (trial, { now }) => alive(trial, now));
    return answer === 'kept' && (await this.isStopRequested(claim.study)) ? 'stop' : answer;
  }

  finish(claim: TrialClaim, outcome: TrialOutcome): Promise<WriteAnswer> {
    return this.#changeClaimed(claim, (trial, { now }) => finished(trial, outcome, now));
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }

  #patiently<T>(call: (isRepeated: boolean) => Promise<T>): Promise<T> {
    const { dialect, ...patience } = this.#database;
    return patiently(call, { ...patience, explain: dialect.explain });
  }

  /** Changes a trial for the worker that has it. */
  #changeClaimed(
    { study, number, attempt }: TrialClaim,
    change: (trial: Trial, by: Change) => Trial,
  ): Promise<WriteAnswer> {
    const isClaimed = ({ state, attempts }: Trial) => state === 'running' && attempts === attempt;
    return this.#changeTrial(study, number, isClaimed, change);
  }

  #changeTrial(
    study: number,
    number: number,
    mayChange: (trial: Trial) => boolean,
    change: (trial: Trial, by: Change) => Trial,
  ): Promise<WriteAnswer> {
    return this.#change(
      study,
      async (by): Promise<WriteAnswer> => {
        const row = await by.tx
          .selectFrom('atelier_trial')
          .selectAll()
          .where('study', '=', study)
          .where('number', '=', number)
          .executeTakeFirst();
        const trial = row && trialOf(row);
        if (trial === undefined || !mayChange(trial)) return 'lost';
        await write(by, change(trial, by));
        return 'kept';
      },
      (rows) => (rows.length === 0 ? undefined : 'kept'),
    );
  }

  /**
   * Changes a study, all or nothing. It begins by counting up the study's revision: this takes SQLite's lock, or
   * PostgreSQL's of the row, so that no two change the same study at once, and none waits for what another one holds.
   *
   * @param answer what a call that was done before, but whose answer was lost, has done: by the rows that it made or
   *   changed last; nothing where it is to be made again
   */
  #change<T>(
    study: number,
    make: (change: Change) => Promise<T>,
    answer?: (rows: readonly Selectable<TrialTable>[], call: string) => T | undefined,
  ): Promise<T> {
    const call = callName();
    return this.#patiently((isRepeated) =>
      this.#db.transaction().execute(async (tx) => {
        const row = await tx
          .updateTable('atelier_study')
          .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
          .where('id', '=', study)
          .returning(['revision', this.#database.dialect.now.as('now')])
          .executeTakeFirst();
        const { revision, now } = present(row, study);
        const change = { tx, study, revision, now, call };
        const done = isRepeated ? answer?.(await rowsOf(change), call) : undefined;
        return done ?? (await make(change));
      }),
    );
  }
}

function present<T>(row: T | undefined, study: number): T {
  if (row === undefined) throw new StorageError('the study has been deleted', { value: study });
  return row;
}
