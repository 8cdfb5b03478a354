import type { Kysely } from 'kysely';
import type { SqlDialect } from '../sql-database.ts';
import { studies } from './1-studies.ts';

/** One step from a version of the tables to the next. */
export type SqlMigration = (db: Kysely<unknown>, dialect: SqlDialect) => Promise<void>;

/**
 * Every step, in order: a database of version n has been through the first n. A step that was released is never
 * changed; what comes new is a step of its own, and leaves what older programs read as it is.
 */
export const migrations: readonly SqlMigration[] = [studies];
