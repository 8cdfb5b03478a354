import { Migrator, type Migration } from 'kysely/migration';
import { InternalError, StorageError } from '../../core/errors.ts';
import { migrations as known, type SqlMigration } from './migrations/index.ts';
import type { SqlDatabase } from './sql-database.ts';

const TABLE = 'atelier_migration';
const LOCK_TABLE = 'atelier_migration_lock';

/** The version of a database's tables: how many steps it has been through; 0 where it is new. */
export async function schemaVersion({ db }: Pick<SqlDatabase, 'db'>): Promise<number> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === TABLE)) return 0;
  const rows = await db
    .$extendTables<{ [TABLE]: { name: string } }>()
    .selectFrom(TABLE)
    .select('name')
    .execute();
  return Math.max(0, ...rows.map(({ name }) => Number.parseInt(name, 10)));
}

/**
 * Brings a database to the newest version.
 *
 * @throws StorageError where it is newer than that
 */
export async function migrate(
  { db, dialect, place }: SqlDatabase,
  migrations: readonly SqlMigration[] = known,
): Promise<void> {
  const version = await schemaVersion({ db });
  if (version > migrations.length) {
    throw new StorageError(
      `${place} is of version ${version}, and this Atelier knows versions up to ${migrations.length}`,
      { value: version, hint: 'Use the newer Atelier that wrote it, or another storage.' },
    );
  }
  if (version === migrations.length) return;
  const steps = migrations.map((step, index): [string, Migration] => [
    nameOf(index),
    { up: (tx) => step(tx, dialect) },
  ]);
  const migrator = new Migrator({
    db,
    migrationTableName: TABLE,
    migrationLockTableName: LOCK_TABLE,
    provider: { getMigrations: () => Promise.resolve(Object.fromEntries(steps)) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw error instanceof Error ? error : new InternalError('the migration failed', { cause: error });
}

/** `0001`, so that the order by name is the order of versions. */
function nameOf(index: number): string {
  return String(index + 1).padStart(4, '0');
}
