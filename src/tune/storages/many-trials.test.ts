import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPostgres, postgresServer, type PostgresServer } from '../../testing/postgres-server.node.ts';
import { studyDefinitionSchema } from '../study-definition.ts';
import { openStorage } from './open-storage.node.ts';

const TRIALS = 10_000;

const definition = studyDefinitionSchema.parse({
  name: 'sphere',
  space: { x: { type: 'float', low: 0, high: 1 } },
});

/** What something costs by the clock of the processor, so that other programs do not count. */
async function cpuMs(what: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await what();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

let root = '';
let postgres: PostgresServer | undefined;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-many-trials-'));
  if (noPostgres === undefined) postgres = await postgresServer();
});
afterAll(async () => {
  await postgres?.stop();
  await rm(root, { recursive: true, force: true });
});

describe.each([
  { name: 'SQLite', skipped: undefined, newPlace: () => Promise.resolve(join(root, 'studies.db')) },
  { name: 'PostgreSQL', skipped: noPostgres, newPlace: () => postgres!.newDatabase() },
])('ten thousand trials in $name $skipped', ({ skipped, newPlace }) => {
  it.skipIf(skipped)('are read in under a second, and what has changed at once', async () => {
    const place = await newPlace();
    const filling = await openStorage(place);
    const { id } = await filling.createStudy(definition);
    const fixed = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`p${index}`, index / 7]));
    await filling.enqueue(id, Array<typeof fixed>(TRIALS).fill(fixed));
    await filling.close();
    let revision = 0;
    const storage = await openStorage(place);
    const all = await cpuMs(async () => {
      const read = await storage.changes(id, 0);
      expect(read.trials).toHaveLength(TRIALS);
      revision = read.revision;
    });
    expect(all).toBeLessThan(1000);
    const claimed = await cpuMs(() => storage.claim(id, { worker: 'w' }));
    const changed = await cpuMs(async () => {
      expect((await storage.changes(id, revision)).trials.map(({ number }) => number)).toEqual([0]);
    });
    expect(claimed).toBeLessThan(100);
    expect(changed).toBeLessThan(100);
    await storage.close();
  });
});
