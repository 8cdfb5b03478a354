import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, schemaVersion } from './migrate.ts';
import { migrations, type SqlMigration } from './migrations/index.ts';
import { openStorage } from './open-storage.node.ts';
import type { SqlDatabase } from './sql-database.ts';
import type { SqlTables } from './sql-tables.ts';
import { adapted, sqliteDialect, sqliteStorage } from './sqlite-storage.node.ts';
import { studyDefinitionSchema } from '../study-definition.ts';

const definition = studyDefinitionSchema.parse({
  name: 'sphere',
  space: { x: { type: 'float', low: 0, high: 1 } },
});

let root = '';
let path = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-sqlite-'));
  path = join(root, 'studies.db');
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** A storage with a study of so many trials. */
async function filled(trials: number): Promise<number> {
  const storage = await sqliteStorage(path);
  const { id } = await storage.createStudy(definition);
  await storage.enqueue(
    id,
    Array.from({ length: trials }, () => ({})),
  );
  await storage.close();
  return id;
}

/** Does something to the file behind the storage's back. */
function tamper(text: string): void {
  const handle = new DatabaseSync(path);
  handle.exec(text);
  handle.close();
}

describe('a file of studies', () => {
  it('is made with its folder, but not with the folders above it', async () => {
    const storage = await openStorage(join(root, 'new', 'studies.db'));
    expect(await storage.listStudies()).toEqual([]);
    await storage.close();
    await expect(openStorage(join(root, 'a', 'b', 'studies.db'))).rejects.toThrow(
      `cannot make ${join(root, 'a', 'b')}: no such file or folder`,
    );
    expect(await readdir(root)).toEqual(['new']);
  });

  it('leaves nothing but itself behind when it is closed', async () => {
    await filled(3);
    expect(await readdir(root)).toEqual(['studies.db']);
  });

  it.each([
    ['mysql://user:secret@host/db', 'storage: studies cannot be kept in mysql'],
    ['', 'storage: studies cannot be kept in a file without a name'],
  ])('is not at %j', async (place, message) => {
    const error: unknown = await openStorage(place).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(message);
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('is refused where it is something else', async () => {
    await writeFile(path, 'trial,value\n'.repeat(1000));
    await expect(sqliteStorage(path)).rejects.toThrow(`cannot use ${path}: it is no SQLite database`);
    expect((await stat(path)).size).toBe(12_000);
    await mkdir(join(root, 'folder'));
    await expect(sqliteStorage(join(root, 'folder'))).rejects.toThrow('it cannot be opened');
  });

  it('is refused where it is damaged', async () => {
    const id = await filled(2000);
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    // Every page but the first, which says what the file is.
    for (let at = 4096; at < size; at += 4096) await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, at);
    await file.close();
    const use = async () => {
      const storage = await sqliteStorage(path);
      try {
        await storage.changes(id, 0);
      } finally {
        await storage.close();
      }
    };
    await expect(use()).rejects.toThrow(`cannot use ${path}: it is damaged`);
  });

  it('names the trial or the study that cannot be read', async () => {
    const id = await filled(2);
    tamper('update atelier_trial set params = \'{"x": {}}\' where number = 1');
    const storage = await sqliteStorage(path);
    await expect(storage.changes(id, 0)).rejects.toThrow(/^trial 1 cannot be read: params\.x: /);
    tamper("update atelier_trial set params = '{' where number = 1");
    await expect(storage.changes(id, 0)).rejects.toThrow('trial 1 cannot be read: it is no JSON');
    tamper('update atelier_study set definition = \'{"name": "sphere"}\'');
    await expect(storage.readStudy('sphere')).rejects.toThrow(/^study sphere cannot be read: space: /);
    await storage.close();
  });

  it('is waited for while another program has locked it', async () => {
    const id = await filled(1);
    const storage = await sqliteStorage(path, { patienceMs: 60_000 });
    const hasty = await sqliteStorage(path, { patienceMs: 100 });
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    const locked = `cannot use ${path}: another program has locked it`;
    await expect(hasty.claim(id, { worker: 'w' })).rejects.toThrow(locked);
    // Reading goes on.
    expect((await hasty.changes(id, 0)).trials).toHaveLength(1);
    const claim = storage.claim(id, { worker: 'w' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    other.exec('rollback');
    expect(await claim).toMatchObject({ number: 0, attempts: 1 });
    await hasty.close();
    await storage.close();
    // Nobody else may even open it.
    other.exec('pragma locking_mode = exclusive; begin exclusive');
    await expect(sqliteStorage(path, { patienceMs: 100 })).rejects.toThrow(locked);
    other.close();
    await (await sqliteStorage(path)).close();
  });
});

describe('a version of the tables', () => {
  const opened = (): SqlDatabase => {
    const db = new Kysely<SqlTables>({
      dialect: new SqliteDialect({ database: adapted(new DatabaseSync(path)) }),
    });
    return { place: path, dialect: sqliteDialect(sql), db, patienceMs: 0 };
  };

  it('that is newer is refused, and both are named', async () => {
    await filled(1);
    tamper("insert into atelier_migration values ('0007', '2030-01-01')");
    await expect(sqliteStorage(path)).rejects.toThrow(
      `${path} is of version 7, and this Atelier knows versions up to ${migrations.length}`,
    );
  });

  it('that is older is brought up, with what is in it', async () => {
    const id = await filled(3);
    const next: SqlMigration = async (db) => {
      await db.schema
        .alterTable('atelier_trial')
        .addColumn('priority', 'integer', (column) => column.notNull().defaultTo(5))
        .execute();
    };
    const database = opened();
    expect(await schemaVersion(database)).toBe(migrations.length);
    for (let times = 0; times < 2; times++) {
      await migrate(database, [...migrations, next]);
      expect(await schemaVersion(database)).toBe(migrations.length + 1);
    }
    const { rows } = await sql<{ study: number; priority: number }>`select * from atelier_trial`.execute(
      database.db,
    );
    expect(rows.map(({ study, priority }) => [study, priority])).toEqual(Array(3).fill([id, 5]));
    await database.db.destroy();
  });

  it('stays as it is where a step fails', async () => {
    await filled(2);
    const failing: SqlMigration = () => Promise.reject(new Error('no such step'));
    const database = opened();
    await expect(migrate(database, [...migrations, failing])).rejects.toThrow('no such step');
    expect(await schemaVersion(database)).toBe(migrations.length);
    await database.db.destroy();
  });
});

/** Runs commands where they may mount file systems that nobody else sees. */
const [namespace, ...namespaceArgs] = ['unshare', '-rm', 'sh', '-ec'] as const;
const inNamespace = (script: string) =>
  spawnSync(namespace, [...namespaceArgs, script], { cwd: root, encoding: 'utf8' });
const canMount =
  process.platform === 'linux' &&
  spawnSync(namespace, [...namespaceArgs, 'mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0;

describe.skipIf(!canMount)('a disk', () => {
  const module = pathToFileURL(join(import.meta.dirname, 'sqlite-storage.node.ts')).href;
  /** A program with an open storage; says what goes wrong. */
  const program = (body: string) => `
    import { rmSync } from 'node:fs';
    const { sqliteStorage } = await import('${module}');
    try {
      const storage = await sqliteStorage('disk/studies.db');
      ${body}
      await storage.close();
    } catch (error) {
      console.log(error.name + ': ' + error.message);
    }`;
  const run = (file: string) => `"${process.execPath}" ${file}`;
  const begin = `const { id } = await storage.createStudy(${JSON.stringify(definition)});`;

  it('that is full is told, and nothing that was stored is lost', async () => {
    await mkdir(join(root, 'disk'));
    await writeFile(
      join(root, 'fill.mts'),
      program(`${begin}
      const fixed = Array.from({ length: 20 }, () => ({ x: 0.5 }));
      for (let kept = 20; ; kept += 20) {
        const full = await storage.enqueue(id, fixed).then(() => undefined, (error) => error.message);
        const there = (await storage.changes(id, 0)).trials.length;
        if (full === undefined && there === kept) continue;
        console.log(full, there === kept - 20);
        rmSync('disk/ballast');
        await storage.enqueue(id, fixed);
        console.log((await storage.changes(id, 0)).trials.length === kept);
        break;
      }`),
    );
    const { stdout, stderr } = inNamespace(
      `mount -t tmpfs -o size=1m tmpfs disk; head -c 600000 /dev/zero > disk/ballast; ${run('fill.mts')}`,
    );
    expect({ stdout, stderr }).toEqual({
      stdout: 'cannot use disk/studies.db: the disk is full true\ntrue\n',
      stderr: '',
    });
  });

  it('that cannot be written to is told', async () => {
    await mkdir(join(root, 'disk'));
    await writeFile(join(root, 'begin.mts'), program(begin));
    await writeFile(join(root, 'go-on.mts'), program('await storage.requestStop(1, true);'));
    const { stdout } = inNamespace(
      `mount -t tmpfs -o size=1m tmpfs disk; ${run('begin.mts')}; mount -o remount,ro disk; ${run('go-on.mts')}`,
    );
    expect(stdout).toBe('StorageError: cannot use disk/studies.db: it cannot be opened\n');
  });
});
