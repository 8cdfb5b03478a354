import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { noPostgres, postgresServer, type PostgresServer } from '../../testing/postgres-server.node.ts';
import { testStorage } from '../../testing/test-storage.ts';
import { memoryStorage } from './memory-storage.ts';
import { postgresStorage } from './postgres-storage.node.ts';
import { sqliteStorage } from './sqlite-storage.node.ts';

let root = '';
let count = 0;
let postgres: PostgresServer | undefined;
beforeAll(async () => {
  if (noPostgres === undefined) postgres = await postgresServer();
  root = await mkdtemp(join(tmpdir(), 'atelier-storages-'));
});
afterAll(async () => {
  await postgres?.stop();
  await rm(root, { recursive: true, force: true });
});

testStorage('memory', () => {
  const storage = memoryStorage();
  return Promise.resolve(() => Promise.resolve(storage));
});

testStorage('SQLite', () => {
  const path = join(root, `${++count}.db`);
  return Promise.resolve(() => sqliteStorage(path));
});

testStorage(
  'PostgreSQL',
  async () => {
    const url = await postgres!.newDatabase();
    return () => postgresStorage(url);
  },
  noPostgres,
);
