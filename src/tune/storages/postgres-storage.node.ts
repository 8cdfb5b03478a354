import { Socket } from 'node:net';
import type { Pool, PoolConfig } from 'pg';
import { OptionError } from '../../core/errors.ts';
import { systemErrorCode } from '../../runs/file-error.ts';
import type { StudyStorage } from '../storage.ts';
import { patiently, type FailureCause } from './patience.ts';
import type { SqlDialect, SqlStorageOptions } from './sql-database.ts';
import type { SqlTables } from './sql-tables.ts';

/** How long the first connection is tried: an address that is wrong should be told soon. */
const OPEN_PATIENCE_MS = 10_000;
const CONNECT_LIMIT_MS = 10_000;
/** A server that says nothing for so long counts as lost. */
const LONGEST_SILENCE_MS = 30_000;
const SHORTEST_SILENCE_MS = 1000;
const MOST_CONNECTIONS = 4;

/**
 * Studies in a PostgreSQL database, for many machines. A connection that is lost is made again, and the call repeated
 * without doing anything twice.
 *
 * @param url such as `postgres://user:password@host:5432/database`
 * @throws OptionError for what is no such address, StorageError where the database cannot be used or is newer
 * @example const storage = await postgresStorage('postgres://atelier@db.local/studies');
 */
export async function postgresStorage(
  url: string,
  { patienceMs = 60_000 }: SqlStorageOptions = {},
): Promise<StudyStorage> {
  const place = postgresPlace(url);
  // Loaded here, so that a program that keeps no studies does not wait for them.
  const { default: pg } = await import('pg');
  const { Kysely, PostgresDialect, CompiledQuery, sql } = await import('kysely');
  const { SqlStorage } = await import('./sql-storage.ts');
  const { migrate } = await import('./migrate.ts');
  const dialect: SqlDialect = {
    now: sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
    countUp: (column) => column.generatedAlwaysAsIdentity().primaryKey(),
    explain: explainPostgres,
  };
  const silenceMs = Math.max(SHORTEST_SILENCE_MS, Math.min(LONGEST_SILENCE_MS, patienceMs / 2));
  const config: PoolConfig = {
    connectionString: url,
    application_name: 'atelier',
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    stream: () => speakingSocket(silenceMs),
    // Milliseconds since 1970 and revisions are far below 2^53.
    types: {
      getTypeParser: (type, format) =>
        type === pg.types.builtins.INT8
          ? Number
          : (pg.types.getTypeParser(type, format ?? 'text') as (text: string) => unknown),
    },
  };
  const pool: Pool = new pg.Pool(config);
  // A connection that is lost: whoever uses it hears of it, and the next call makes another one.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  const db = new Kysely<SqlTables>({
    dialect: new PostgresDialect({
      pool,
      // A worker that hangs must not keep the others from a study for ever.
      onCreateConnection: async (connection) => {
        await connection.executeQuery(
          CompiledQuery.raw(`set idle_in_transaction_session_timeout = ${LONGEST_SILENCE_MS}`),
        );
      },
    }),
  });
  const database = { place, dialect, db, patienceMs };
  try {
    const openPatienceMs = Math.min(patienceMs, OPEN_PATIENCE_MS);
    await patiently(() => migrate(database), { place, patienceMs: openPatienceMs, explain: explainPostgres });
  } catch (error) {
    await pool.end();
    throw error;
  }
  return new SqlStorage(database);
}

/** A connection that ends when nothing comes by it: a way that is cut somewhere in between is not noticed otherwise. */
function speakingSocket(silenceMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs, () => {
    socket.destroy(Object.assign(new Error('the server fell silent'), { code: 'ETIMEDOUT' }));
  });
  return socket;
}

/** Whether a storage's name is the address of a PostgreSQL database. */
export function isPostgresUrl(place: string): boolean {
  return /^postgres(ql)?:\/\//i.test(place);
}

/** An address without its password and options, which may hold one. */
export function postgresPlace(url: string): string {
  const parsed = isPostgresUrl(url) && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) {
    throw new OptionError('storage: this is no address of a PostgreSQL database', {
      expected: 'such as postgres://user:password@host:5432/database',
      hint: 'Special characters of a password are written as %40 for @, %2F for /.',
    });
  }
  const { protocol, username, host, pathname } = parsed;
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

const CHECK_SERVER = 'Check that the server runs and can be reached from here.';

/** By PostgreSQL's error codes, their first two letters alone where all of the class are alike. */
const CAUSES: Readonly<Record<string, FailureCause>> = {
  '08': passing('the connection was lost', CHECK_SERVER),
  '57': passing('the server is starting or stopping', CHECK_SERVER),
  '40': passing('others change the same study', 'Try again.'),
  '53': passing('the server is out of connections or memory', 'Ask whoever runs the database.'),
  '53100': fatal('the disk of the server is full', 'Free some space there; what was stored before is kept.'),
  '28': fatal('the server does not accept the user or the password', 'Check the user and the password.'),
  '3D': fatal('there is no such database', 'Make it by "createdb", or check its name.'),
  '42501': fatal('the user may not do this', 'Let the user make and change tables in the database.'),
  '25006': passing(
    'the database cannot be written to',
    'It may be a replica; give the address of the primary.',
  ),
  XX001: fatal('the database is damaged', 'Ask whoever runs the database.'),
};

/** By the codes of Node's network errors. */
const NETWORK_CAUSES: Readonly<Record<string, FailureCause>> = {
  ECONNREFUSED: passing('nobody answers there', CHECK_SERVER),
  ECONNRESET: passing('the connection was lost', CHECK_SERVER),
  EPIPE: passing('the connection was lost', CHECK_SERVER),
  ETIMEDOUT: passing('the server does not answer', CHECK_SERVER),
  EHOSTUNREACH: passing('the server cannot be reached', CHECK_SERVER),
  ENETUNREACH: passing('the server cannot be reached', CHECK_SERVER),
  EAI_AGAIN: passing('the name of the server cannot be looked up now', CHECK_SERVER),
  ENOTFOUND: fatal('there is no server of that name', 'Check the name of the server.'),
};

/** What pg says without a code when a connection is gone or silent. */
const LOST =
  /connection terminated|connection error|not queryable|timeout exceeded when trying to connect|client was closed/i;

function passing(reason: string, hint: string): FailureCause {
  return { reason, hint, isPassing: true };
}

function fatal(reason: string, hint: string): FailureCause {
  return { reason, hint, isPassing: false };
}

/** What is behind an error of pg; nothing where it is a defect of ours. */
export function explainPostgres(error: unknown): FailureCause | undefined {
  const code = systemErrorCode(error);
  const known =
    code === undefined ? undefined : (NETWORK_CAUSES[code] ?? CAUSES[code] ?? CAUSES[code.slice(0, 2)]);
  if (known !== undefined) return known;
  return error instanceof Error && LOST.test(error.message)
    ? passing('the connection was lost', CHECK_SERVER)
    : undefined;
}
