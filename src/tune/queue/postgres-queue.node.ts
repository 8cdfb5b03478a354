import type { PgBoss } from 'pg-boss';
import { patiently } from '../storages/patience.ts';
import { explainPostgres, postgresPlace } from '../storages/postgres-storage.node.ts';
import type { StoredStudy } from '../storage.ts';
import type { JobOutcome, QueueWorkOptions, TrialJob, TrialQueue } from './trial-queue.ts';

/** How a queue is used. */
export interface PostgresQueueOptions {
  /** After so long without a word from its worker a job is given to another one; one minute by default, at least 10 s. */
  readonly silenceMs?: number;
  /** How long the database is waited for at first; 10 seconds by default. */
  readonly patienceMs?: number;
}

/** The tables of pg-boss are in a schema of their own. */
const SCHEMA = 'atelier_queue';
const QUEUE = 'trials';
const DAY_S = 24 * 60 * 60;
const RETRY_DELAY_S = 2;
const POLL_S = 0.5;
const CLOSE_LIMIT_MS = 30_000;
/** How many jobs are put in by one statement. */
const JOBS_AT_ONCE = 1000;

/** A job that is to be done again is one that failed, to pg-boss. */
class Again extends Error {}

/**
 * A queue of trials in a PostgreSQL database, by pg-boss: the same database that keeps the studies.
 *
 * @param url such as `postgres://user:password@host:5432/database`
 * @throws OptionError for what is no such address, StorageError where the database cannot be used
 * @example const queue = await postgresQueue('postgres://atelier@db.local/studies');
 */
export async function postgresQueue(
  url: string,
  { silenceMs = 60_000, patienceMs = 10_000 }: PostgresQueueOptions = {},
): Promise<TrialQueue> {
  const place = postgresPlace(url);
  const heartbeatSeconds = Math.max(10, Math.ceil(silenceMs / 1000));
  const { PgBoss: Boss } = await import('pg-boss');
  const open = async () => {
    const boss = new Boss({
      connectionString: url,
      schema: SCHEMA,
      application_name: 'atelier queue',
      max: 4,
      schedule: false,
      // How soon a dead worker is noticed.
      superviseIntervalSeconds: heartbeatSeconds / 2,
      monitorIntervalSeconds: heartbeatSeconds / 2,
    });
    // What fails in between, such as a lost connection, is tried again by itself.
    boss.on('error', () => undefined);
    try {
      await boss.start();
      await boss.createQueue(QUEUE, {
        // One job a trial, by its key.
        policy: 'exclusive',
        heartbeatSeconds,
        retryDelay: RETRY_DELAY_S,
        // The storage says when a trial is given up.
        retryLimit: 1_000_000,
        expireInSeconds: DAY_S,
        retentionSeconds: 365 * DAY_S,
        deleteAfterSeconds: DAY_S,
      });
      return boss;
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      throw error;
    }
  };
  return new PostgresQueue(place, await patiently(open, { place, patienceMs, explain: explainPostgres }));
}

class PostgresQueue implements TrialQueue {
  readonly place: string;
  readonly #boss: PgBoss;

  constructor(place: string, boss: PgBoss) {
    this.place = place;
    this.#boss = boss;
  }

  async send(
    { id, definition: { name } }: Pick<StoredStudy, 'id' | 'definition'>,
    numbers: readonly number[],
  ): Promise<void> {
    for (let from = 0; from < numbers.length; from += JOBS_AT_ONCE) {
      const jobs = numbers.slice(from, from + JOBS_AT_ONCE).map((number) => {
        const data: TrialJob = { study: id, name, number };
        return { data, singletonKey: `${id}/${number}` };
      });
      // May be repeated: a job that is there already is left as it is.
      await this.#patiently(() => this.#boss.insert(QUEUE, jobs));
    }
  }

  async work(
    handler: (job: TrialJob) => Promise<JobOutcome>,
    { signal, concurrency = 1 }: QueueWorkOptions,
  ): Promise<void> {
    const taken = new Set<Promise<JobOutcome>>();
    await this.#boss.work<TrialJob>(
      QUEUE,
      { localConcurrency: concurrency, batchSize: 1, pollingIntervalSeconds: POLL_S },
      async ([job]) => {
        const outcome = signal.aborted ? Promise.resolve('again' as const) : handler(job!.data);
        taken.add(outcome);
        try {
          if ((await outcome) === 'again') throw new Again('to be done again');
        } finally {
          taken.delete(outcome);
        }
      },
    );
    if (!signal.aborted) {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
    }
    while (taken.size > 0) await Promise.allSettled(taken);
    await this.#boss.offWork(QUEUE);
  }

  async count(): Promise<number> {
    // The figures that pg-boss gives may be a minute old.
    const text = `select count(*)::int as count from ${SCHEMA}.job where name = $1 and state < 'completed'`;
    const { rows } = await this.#patiently(() => this.#boss.getDb().executeSql(text, [QUEUE]));
    return (rows as readonly { readonly count: number }[])[0]!.count;
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: CLOSE_LIMIT_MS });
  }

  #patiently<T>(call: () => Promise<T>): Promise<T> {
    return patiently(call, { place: this.place, patienceMs: 60_000, explain: explainPostgres });
  }
}
