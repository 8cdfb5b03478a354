import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPostgres, postgresServer, type PostgresServer } from '../../testing/postgres-server.node.ts';
import { postgresStorage } from '../storages/postgres-storage.node.ts';
import type { StudyStorage } from '../storage.ts';
import { openStudy, type Study } from '../study.ts';
import { postgresQueue } from './postgres-queue.node.ts';
import type { TrialJob, TrialQueue } from './trial-queue.ts';
import { workOnQueue, type WorkOnQueueOptions } from './work-on-queue.ts';

const skipped = noPostgres === undefined ? '' : ` (${noPostgres})`;

describe.skipIf(noPostgres)(`a queue of trials${skipped}`, () => {
  let postgres: PostgresServer;
  let storage: StudyStorage;
  let queue: TrialQueue;
  let study: Study;
  const toClose: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    postgres = await postgresServer();
  });
  afterAll(async () => {
    for (const each of toClose) await each.close();
    await postgres.stop();
  });

  async function begin(trials = 6): Promise<void> {
    const url = await postgres.newDatabase();
    storage = await postgresStorage(url);
    queue = await postgresQueue(url, { silenceMs: 10_000 });
    toClose.push(queue, storage);
    study = await openStudy(storage, {
      name: 'sphere',
      space: { x: { type: 'float', low: -5, high: 5 } },
      budget: { trials },
    });
  }

  const send = async () => {
    await queue.send({ id: study.id, definition: study.definition }, await study.enqueueAll());
  };
  const work = (options: Partial<WorkOnQueueOptions> = {}) =>
    workOnQueue({
      storage,
      queue,
      objectiveOf:
        () =>
        ({ params }) =>
          Number(params['x']) ** 2,
      leaveWhenDone: true,
      ...options,
    });
  const states = async () => (await study.refresh()).map(({ state }) => state);

  it('has every trial of the budget once, however often it is sent', async () => {
    await begin();
    await send();
    await send();
    expect(await queue.count()).toBe(6);
    const done: number[] = [];
    await work({
      concurrency: 3,
      onTrial: (_, { number, state }) => {
        if (state !== 'running') done.push(number);
      },
    });
    expect(done.sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await states()).toEqual(Array(6).fill('complete'));
    expect(study.isDone).toBe(true);
    await send();
    expect(await queue.count()).toBe(0);
  });

  it('goes on with a larger budget', async () => {
    await begin(2);
    await send();
    await work();
    study = await openStudy(storage, { ...study.definition, budget: { trials: 3 } });
    await send();
    expect(await queue.count()).toBe(1);
    await work();
    expect(await states()).toEqual(Array(3).fill('complete'));
  });

  it('is through with the trials of a study that was deleted, and with those that have ended', async () => {
    await begin();
    await send();
    const trial = await study.ask({ number: 4 });
    await trial!.prune();
    await storage.deleteStudy(study.id);
    study = await openStudy(storage, study.definition);
    await work();
    expect(study.trials).toEqual([]);
    await send();
    await (await study.ask({ number: 2 }))!.prune();
    await work();
    expect(await states()).toEqual(['complete', 'complete', 'pruned', 'complete', 'complete', 'complete']);
  });

  it('goes on with other studies where one is deleted while its trial is worked on', async () => {
    await begin(2);
    await send();
    const other = await openStudy(storage, { ...study.definition, name: 'other' });
    await queue.send(other, await other.enqueueAll());
    await work({
      objectiveOf: (worked) => async () => {
        if (worked.id === study.id) await storage.deleteStudy(study.id);
        return 1;
      },
    });
    expect((await other.refresh()).map(({ state }) => state)).toEqual(['complete', 'complete']);
    expect(await queue.count()).toBe(0);
  });

  it('leaves a stopped study alone until it is started again', async () => {
    await begin();
    await send();
    const objectiveOf = () => async () => {
      await storage.requestStop(study.id, true);
      return 1;
    };
    await work({ objectiveOf });
    expect((await states()).sort()).toEqual(['complete', ...Array<string>(5).fill('queued')]);
    await storage.requestStop(study.id, false);
    await send();
    await work();
    expect(await states()).toEqual(Array(6).fill('complete'));
  });

  it('gives trials and jobs back when it is interrupted', async () => {
    await begin(2);
    await send();
    const abort = new AbortController();
    let begun = 0;
    const interrupted = work({
      signal: abort.signal,
      concurrency: 2,
      objectiveOf: () => async (_, signal) => {
        const aborted = new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        // With both trials under way: one that begins later would wait for what has been.
        if (++begun === 2) abort.abort(new Error('enough'));
        await aborted;
        signal.throwIfAborted();
        return 1;
      },
    });
    await expect(interrupted).rejects.toThrow('enough');
    expect(new Set(await states())).toEqual(new Set(['queued']));
    expect(await queue.count()).toBe(2);
    await work();
    expect(await states()).toEqual(['complete', 'complete']);
  });

  it('does not go on for ever where the objective always fails', async () => {
    await begin();
    await send();
    const failing = work({
      objectiveOf:
        () =>
        ({ number }) => {
          throw new Error(`no disk ${number}`);
        },
    });
    await expect(failing).rejects.toThrow(/no disk \d/);
    expect((await states()).filter((state) => state === 'failed')).toHaveLength(3);
    expect((await states()).filter((state) => state === 'queued')).toHaveLength(3);
  });

  it('keeps a job for later while another worker may be alive', async () => {
    await begin(1);
    await send();
    const held = await study.ask({ number: 0, worker: 'elsewhere' });
    const seen: TrialJob[] = [];
    const abort = new AbortController();
    const waiting = work({ signal: abort.signal, onTrial: () => seen.push({} as TrialJob) });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await queue.count()).toBe(1);
    await held!.tell(1);
    await waiting;
    expect(seen).toEqual([]);
    expect(await states()).toEqual(['complete']);
  });

  it('is made once, by however many machines begin at once', async () => {
    const url = await postgres.newDatabase();
    const opened = await Promise.all(
      [1, 2, 3, 4].flatMap(() => [postgresStorage(url), postgresQueue(url, { silenceMs: 10_000 })]),
    );
    for (const each of opened) await each.close();
  });

  it('cannot be filled without a number of trials', async () => {
    await begin();
    const endless = await openStudy(storage, {
      ...study.definition,
      name: 'endless',
      budget: { minutes: 1 },
    });
    await expect(endless.enqueueAll()).rejects.toThrow(
      'study endless: without a number of trials it cannot be queued',
    );
  });
});
