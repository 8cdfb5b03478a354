import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { OptionError } from '../../core/errors.ts';
import type { StudyStorage } from '../../tune/storage.ts';

/** Where studies are kept. */
export interface StudyPlace {
  readonly studies: string;
  readonly storage?: string;
}

/** Adds the options that say where studies are kept. */
export function addPlaceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--studies <folder>', 'the folder of the studies and their runs').default('studies'),
    )
    .option(
      '--storage <place>',
      'the database: a file, or postgres://user@host/database; studies.db in the folder by default',
    );
}

/** Does something with the storage of studies that there is, and closes it; makes none where there is none. */
export async function withExistingStorage<T>(
  place: StudyPlace,
  work: (storage: StudyStorage) => Promise<T>,
): Promise<T> {
  const path = place.storage ?? join(place.studies, 'studies.db');
  if (/^postgres(ql)?:/i.test(path) || existsSync(path)) return await withStorage(place, work);
  throw new OptionError(`there are no studies in ${path}`, {
    value: path,
    expected: 'a database of studies',
    hint: '"atelier study run <study>" begins one; --studies and --storage look elsewhere.',
  });
}

/** Does something with the storage of studies, and closes it. */
export async function withStorage<T>(
  { studies, storage }: StudyPlace,
  work: (storage: StudyStorage) => Promise<T>,
): Promise<T> {
  const { openStorage } = await import('../../tune/storages/open-storage.node.ts');
  const opened = await openStorage(storage ?? join(studies, 'studies.db'));
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** Whether there is a study of that name, or a tour; no database is made to find out. */
export async function hasStudy(name: string, place: StudyPlace): Promise<boolean> {
  if (place.storage === undefined && !existsSync(join(place.studies, 'studies.db'))) return false;
  return await withStorage(place, async (storage) =>
    (await storage.listStudies()).some(
      ({ definition }) => definition.name === name || definition.name.startsWith(`${name}/`),
    ),
  );
}
