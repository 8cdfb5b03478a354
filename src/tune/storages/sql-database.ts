import type { ColumnDefinitionBuilder, Kysely, RawBuilder } from 'kysely';
import type { FailureCause } from './patience.ts';
import type { SqlTables } from './sql-tables.ts';

/** What differs between databases. */
export interface SqlDialect {
  /** The clock of the database, in milliseconds since 1970. */
  readonly now: RawBuilder<number>;
  /** Makes a column of whole numbers count up by itself, never giving a number twice. */
  readonly countUp: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** What is behind an error of the driver; nothing where it is a defect of ours. */
  readonly explain: (error: unknown) => FailureCause | undefined;
}

/** A database that is open. */
export interface SqlDatabase {
  /** Where it is, for people, without secrets. */
  readonly place: string;
  readonly dialect: SqlDialect;
  readonly db: Kysely<SqlTables>;
  /** How long a call is tried again when the database cannot be reached or is locked, and at most how seldom. */
  readonly patienceMs: number;
  readonly longestPauseMs?: number;
}

/** How a database is used. */
export interface SqlStorageOptions {
  /** How long a call is tried again while the database is locked or cannot be reached; one minute by default. */
  readonly patienceMs?: number;
}
