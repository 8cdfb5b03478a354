import { OptionError } from '../../core/errors.ts';
import type { StudyStorage } from '../storage.ts';
import { isPostgresUrl, postgresStorage } from './postgres-storage.node.ts';
import type { SqlStorageOptions } from './sql-database.ts';
import { sqliteStorage } from './sqlite-storage.node.ts';

/**
 * Opens the storage of studies that is at a place: a PostgreSQL database by its address, any other by the path of an
 * SQLite file.
 *
 * @throws OptionError for the address of anything else, StorageError
 * @example const storage = await openStorage('runs/studies.db');
 */
export async function openStorage(place: string, options: SqlStorageOptions = {}): Promise<StudyStorage> {
  if (isPostgresUrl(place)) return await postgresStorage(place, options);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(place) ?? [];
  if (place === '' || scheme !== undefined) {
    throw new OptionError(`storage: studies cannot be kept in ${scheme ?? 'a file without a name'}`, {
      ...(scheme === undefined ? { value: place } : { value: `${scheme}://…` }),
      expected: 'the path of a file, or postgres://user:password@host:5432/database',
    });
  }
  return await sqliteStorage(place, options);
}
