import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cuttingProxy, type CuttingProxy } from '../../testing/cutting-proxy.node.ts';
import {
  noOwnPostgres,
  ownPostgresServer,
  type OwnPostgresServer,
} from '../../testing/postgres-server.node.ts';
import { optimize } from '../optimize.ts';
import type { StudyStorage, TrialClaim } from '../storage.ts';
import { openStudy } from '../study.ts';
import { studyDefinitionSchema } from '../study-definition.ts';
import { openStorage } from './open-storage.node.ts';
import { postgresStorage } from './postgres-storage.node.ts';

const definition = studyDefinitionSchema.parse({
  name: 'sphere',
  space: { x: { type: 'float', low: 0, high: 1 } },
  budget: { trials: 40 },
});
const skipped = noOwnPostgres === undefined ? '' : ` (${noOwnPostgres})`;

describe('the address of a PostgreSQL database', () => {
  it.each(['postgres://user:se/cret@', 'postgres://[secret', 'postgresql://:secret@:port/x'])(
    'that is none is refused without its password: %s',
    async (url) => {
      const error: unknown = await openStorage(url, { patienceMs: 0 }).catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(/^OptionError: storage: this is no address of a PostgreSQL database/);
      expect(JSON.stringify(error)).not.toMatch(/cret/);
    },
  );

  it('at which nobody answers is told soon, without its password', async () => {
    const url = 'postgres://lena:secret@127.0.0.1:1/studies?sslpassword=secret';
    const error: unknown = await postgresStorage(url, { patienceMs: 100 }).catch((thrown: unknown) => thrown);
    expect(String(error)).toBe(
      'StorageError: cannot use postgres://lena@127.0.0.1:1/studies: nobody answers there',
    );
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

describe.skipIf(noOwnPostgres)(`a PostgreSQL server${skipped}`, () => {
  let server: OwnPostgresServer;
  beforeAll(async () => {
    server = await ownPostgresServer();
  });
  afterAll(async () => {
    await server.stop();
  });

  it('that refuses is quoted, without the password', async () => {
    const url = new URL(await server.newDatabase());
    url.password = 'guessed';
    const refused = (place: URL) => postgresStorage(place.href).catch(String);
    expect(await refused(url)).toMatch(/the server does not accept the user or the password$/);
    expect(await refused(url)).not.toContain('guessed');
    const missing = new URL(await server.newDatabase());
    missing.pathname = '/elsewhere';
    expect(await refused(missing)).toMatch(/\/elsewhere: there is no such database$/);
  });

  it('of a newer version is refused, and both versions are named', async () => {
    const url = await server.newDatabase();
    await (await postgresStorage(url)).close();
    const { default: pg } = await import('pg');
    const client = new pg.Client(url);
    await client.connect();
    await client.query("insert into atelier_migration values ('0009', '2030-01-01')");
    await client.end();
    await expect(postgresStorage(url)).rejects.toThrow(
      /^postgres:\/\/atelier@127\.0\.0\.1:\d+\/\w+ is of version 9, and this Atelier knows versions up to 1$/,
    );
  });

  it('that crashes and comes back loses no trial and doubles none', async () => {
    const storage = await postgresStorage(await server.newDatabase());
    const study = await openStudy(storage, definition);
    const done: number[] = [];
    const crashing = (async () => {
      for (const enough of [5, 15, 25]) {
        while (done.length < enough) await sleep(2);
        await server.crash();
        await sleep(200);
        await server.start();
      }
    })();
    await optimize(
      study,
      async (trial) => {
        await sleep(20);
        await trial.report(1, 1);
        done.push(trial.number);
        return Number(trial.params['x']);
      },
      { concurrency: 3, heartbeatMs: 50 },
    );
    await crashing;
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    for (const { state, attempts } of await study.refresh()) {
      expect({ state, attempts }).toEqual({ state: 'complete', attempts: 1 });
    }
    await storage.close();
  });

  it('that stays away is told after a while', async () => {
    const storage = await postgresStorage(await server.newDatabase(), { patienceMs: 300 });
    const { id } = await storage.createStudy(definition);
    await server.crash();
    await expect(storage.claim(id, { worker: 'w', limit: 1 })).rejects.toThrow(
      /^cannot use postgres:\/\/atelier@127\.0\.0\.1:\d+\/\w+: (nobody answers there|the connection was lost)$/,
    );
    await server.start();
    expect(await storage.claim(id, { worker: 'w', limit: 1 })).toMatchObject({ number: 0 });
    await storage.close();
  });

  describe('whose answer is lost', () => {
    let proxy: CuttingProxy;
    let storage: StudyStorage;
    beforeAll(async () => {
      proxy = await cuttingProxy(await server.newDatabase());
      storage = await postgresStorage(proxy.url);
    });
    afterAll(async () => {
      await storage.close();
      await proxy.stop();
    });

    /** Makes a call whose answer is lost after the server has done what it asks. */
    async function cut<T>(call: () => Promise<T>, pattern = /commit/): Promise<T> {
      const before = proxy.cuts;
      proxy.cutAfter(pattern);
      const answer = await call();
      expect(proxy.cuts).toBe(before + 1);
      return answer;
    }

    const begun = async (name: string) => {
      const { id } = await storage.createStudy({ ...definition, name });
      const trials = async () => (await storage.changes(id, 0)).trials;
      return { id, trials };
    };

    it('makes a study once', async () => {
      const made = await cut(() => storage.createStudy({ ...definition, name: 'once' }), /insert into/);
      expect(await storage.readStudy('once')).toEqual(made);
      await expect(storage.createStudy({ ...definition, name: 'once' })).rejects.toThrow('already');
    });

    it('queues trials once, also where another worker takes them at once', async () => {
      const { id, trials } = await begun('queue');
      const claims: Promise<unknown>[] = [];
      const other = setInterval(() => claims.push(storage.claim(id, { worker: 'other' })), 2);
      expect(await cut(() => storage.enqueue(id, [{ x: 0 }, { x: 1 }], 5))).toEqual([0, 1]);
      clearInterval(other);
      // None may still be under way when the next test cuts a connection.
      await Promise.all(claims);
      expect((await trials()).map(({ fixed }) => fixed)).toEqual([{ x: 0 }, { x: 1 }]);
    });

    it('gives a trial to a worker once', async () => {
      const { id, trials } = await begun('claim');
      expect(await cut(() => storage.claim(id, { worker: 'w', limit: 9 }))).toMatchObject({
        number: 0,
        attempts: 1,
      });
      await storage.markStale(id, 60_000, ['w']);
      expect(await cut(() => storage.claim(id, { worker: 'v', limit: 9 }))).toMatchObject({
        number: 0,
        attempts: 2,
      });
      expect(await trials()).toHaveLength(1);
    });

    it('keeps what a worker tells, once', async () => {
      const { id, trials } = await begun('tell');
      await storage.claim(id, { worker: 'w', limit: 1 });
      const claim: TrialClaim = { study: id, number: 0, attempt: 1 };
      expect(await cut(() => storage.setParams(claim, { x: 0.5 }))).toBe('kept');
      expect(await cut(() => storage.report(claim, { step: 1, value: 2 }))).toBe('kept');
      expect(await cut(() => storage.addFacts(claim, { run: 'a' }))).toBe('kept');
      expect(await cut(() => storage.heartbeat(claim))).toBe('kept');
      expect(await cut(() => storage.finish(claim, { state: 'complete', values: [3] }))).toBe('kept');
      expect(await trials()).toMatchObject([
        { state: 'complete', values: [3], params: { x: 0.5 }, reports: [{ step: 1, value: 2 }] },
      ]);
      expect(await cut(() => storage.reopen(id, 0))).toBe('kept');
      expect(await trials()).toMatchObject([{ state: 'queued', attempts: 1 }]);
    });

    it('gives a trial to a worker once, also where the connection stays open', async () => {
      const { id, trials } = await begun('silent');
      const hasty = await postgresStorage(proxy.url, { patienceMs: 8000 });
      proxy.silenceAfter(/commit/);
      expect(await hasty.claim(id, { worker: 'w', limit: 9 })).toMatchObject({ number: 0, attempts: 1 });
      proxy.silenceAfter(/select/);
      expect((await hasty.changes(id, 0)).trials).toEqual(await trials());
      expect(await trials()).toHaveLength(1);
      await hasty.close();
    });

    it('marks as stale once', async () => {
      const { id, trials } = await begun('stale');
      await storage.claim(id, { worker: 'w', limit: 1 });
      expect(await cut(() => storage.markStale(id, 60_000, ['w']))).toEqual([0]);
      expect(await trials()).toMatchObject([{ state: 'stale', losses: 1 }]);
    });

    it('stops, changes and deletes a study', async () => {
      const { id } = await begun('delete');
      await cut(() => storage.requestStop(id, true));
      await cut(() => storage.updateBudget(id, { trials: 7 }));
      expect(await storage.readStudy('delete')).toMatchObject({
        stopRequested: true,
        definition: { budget: { trials: 7 } },
      });
      await cut(() => storage.deleteStudy(id));
      expect(await storage.readStudy('delete')).toBeUndefined();
    });
  });
});
