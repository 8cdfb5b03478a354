import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computingMs } from '../../testing/computing-ms.ts';
import { noPostgres, postgresServer, type PostgresServer } from '../../testing/postgres-server.node.ts';
import { studyDefinitionSchema } from '../study-definition.ts';
import { openStorage } from './open-storage.node.ts';

const TRIALS = 10_000;

const definition = studyDefinitionSchema.parse({
  name: 'sphere',
  space: { x: { type: 'float', low: 0, high: 1 } },
});

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
    const all = await computingMs(async () => {
      const read = await storage.changes(id, 0);
      expect(read.trials).toHaveLength(TRIALS);
      revision = read.revision;
    });
    expect(all).toBeLessThan(1000);
    const claims: number[] = [];
    const claimed = await computingMs(async () => {
      claims.push((await storage.claim(id, { worker: 'w' }))!.number);
    });
    const changed = await computingMs(async () => {
      const { trials } = await storage.changes(id, revision);
      expect(trials.map(({ number }) => number)).toEqual(claims);
    });
    expect(claimed).toBeLessThan(100);
    expect(changed).toBeLessThan(100);
    await storage.close();
  });
});
