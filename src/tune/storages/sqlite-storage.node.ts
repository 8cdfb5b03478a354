import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Sql, SqliteDatabase, SqliteStatement } from 'kysely';
import { fileError, systemErrorCode } from '../../runs/file-error.ts';
import type { StudyStorage } from '../storage.ts';
import { patiently, type FailureCause } from './patience.ts';
import type { SqlDialect, SqlStorageOptions } from './sql-database.ts';
import type { SqlTables } from './sql-tables.ts';

/**
 * Studies in a file, by Node's own SQLite; any number of processes of one machine may share it. The file is made where
 * it is missing, and so is its folder. Every change is on the disk before it counts as done: neither a killed process
 * nor a power cut loses one. Needs a local disk, since SQLite's log does not work over a network.
 *
 * @throws StorageError where the file cannot be used, or is of a newer version
 * @example const storage = await sqliteStorage('runs/studies.db');
 */
export async function sqliteStorage(
  path: string,
  { patienceMs = 60_000 }: SqlStorageOptions = {},
): Promise<StudyStorage> {
  await makeFolder(dirname(path));
  // Loaded here, so that a program that keeps no studies does not wait for them.
  const { DatabaseSync: Database } = await importSqlite();
  const { Kysely, SqliteDialect, sql } = await import('kysely');
  const { SqlStorage } = await import('./sql-storage.ts');
  const { migrate, schemaVersion } = await import('./migrate.ts');
  const { migrations } = await import('./migrations/index.ts');
  const dialect = sqliteDialect(sql);
  const patience = { place: path, patienceMs, longestPauseMs: LONGEST_PAUSE_MS };
  const open = async () => {
    const handle = new Database(path, { timeout: LOCK_WAIT_MS });
    try {
      handle.exec('pragma journal_mode = wal');
      handle.exec('pragma synchronous = full');
      const db = new Kysely<SqlTables>({ dialect: new SqliteDialect({ database: adapted(handle) }) });
      const database = { ...patience, dialect, db };
      if ((await schemaVersion(database)) === migrations.length) return database;
      // The migrator does not lock a file against other processes.
      handle.exec('begin immediate');
      await migrate(database);
      handle.exec('commit');
      return database;
    } catch (error) {
      handle.close();
      throw error;
    }
  };
  return new SqlStorage(await patiently(open, { ...patience, explain }));
}

/**
 * How long SQLite itself waits for a lock, in which nothing else happens in this thread. Longer locks are waited for in
 * between.
 */
const LOCK_WAIT_MS = 20;
const LONGEST_PAUSE_MS = 100;

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'EEXIST') throw fileError(cause, 'make', folder);
  }
}

/** Node warns that SQLite is new to it, in versions in which it is. */
async function importSqlite() {
  const warn = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = warn;
  }
}

/** What is SQLite's own. */
export function sqliteDialect(sql: Sql): SqlDialect {
  return {
    now: sql<number>`cast(round(unixepoch('subsec') * 1000) as integer)`,
    countUp: (column) => column.primaryKey().autoIncrement(),
    explain,
  };
}

/** A database of Node as Kysely uses one. */
export function adapted(handle: DatabaseSync): SqliteDatabase {
  return {
    close: () => {
      handle.close();
    },
    prepare: (text) => {
      const statement = handle.prepare(text);
      const parametersOf = (values: readonly unknown[]) => values as SQLInputValue[];
      const run: SqliteStatement['run'] = (values) => statement.run(...parametersOf(values));
      return {
        reader: /^\s*(select|with|pragma)\b|\breturning\b/i.test(text),
        all: (values) => statement.all(...parametersOf(values)),
        iterate: (values) => statement.iterate(...parametersOf(values)),
        run: text === 'rollback' ? evenIfEnded(run) : run,
      };
    },
  };
}

/** An error may have ended the transaction that is to be rolled back; it is what must be told. */
function evenIfEnded(run: SqliteStatement['run']): SqliteStatement['run'] {
  return (values) => {
    try {
      return run(values);
    } catch {
      return { changes: 0, lastInsertRowid: 0 };
    }
  };
}

const RESTORE = 'Restore it from a copy, or move it away and begin anew.';
const FREE_SPACE = 'Free some space and run the command again; what was stored before is kept.';

/** By SQLite's result codes (https://sqlite.org/rescode.html). */
const CAUSES: Readonly<Record<number, FailureCause>> = {
  5: locked(),
  6: locked(),
  8: fatal('it cannot be written to', 'Check who owns the file and its folder, or choose another one.'),
  10: fatal('the disk does not work, or the file was moved', 'Check the disk and the path.'),
  11: fatal('it is damaged', RESTORE),
  13: fatal('the disk is full', FREE_SPACE),
  14: fatal('it cannot be opened', 'Check the path, and that the file and its folder can be written to.'),
  26: fatal('it is no SQLite database', 'Check the path.'),
};

function locked(): FailureCause {
  return {
    reason: 'another program has locked it',
    hint: 'Close what else uses the file, such as a database browser, and try again.',
    isPassing: true,
  };
}

function fatal(reason: string, hint: string): FailureCause {
  return { reason, hint, isPassing: false };
}

function explain(error: unknown): FailureCause | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  // The upper bits say more than is needed.
  return CAUSES[error.errcode & 0xff];
}
