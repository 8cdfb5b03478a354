import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { testStorage } from '../../testing/test-storage.ts';
import { memoryStorage } from './memory-storage.ts';
import { sqliteStorage } from './sqlite-storage.node.ts';

let root = '';
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-storages-'));
});
afterAll(async () => {
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
