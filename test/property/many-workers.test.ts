/** Several processes work on one study at once, and some of them are killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { noPostgres, postgresServer, type PostgresServer } from '../../src/testing/postgres-server.node.ts';
import { postgresQueue } from '../../src/tune/queue/postgres-queue.node.ts';
import { openStorage } from '../../src/tune/storages/open-storage.node.ts';
import { openStudy } from '../../src/tune/study.ts';
import type { Trial } from '../../src/tune/trial.ts';
import type { WorkerJob, WorkerNews } from './study-worker.ts';

const WORKERS = 8;
/** How many workers are killed; more in a longer search, as `ATELIER_KILLED_WORKERS=50 npx vitest run …`. */
const KILLS = Number(process.env['ATELIER_KILLED_WORKERS'] ?? 6);

interface Worker {
  readonly child: ChildProcess;
  readonly end: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Is kept when it has done a step, or has ended without. */
  readonly busy: Promise<unknown>;
}

/** Starts a worker, which adds to what was done. */
function startWorker(job: WorkerJob, done: WorkerNews[]): Worker {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'study-worker.ts'), JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stepped = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      done.push(JSON.parse(line) as WorkerNews);
      resolve();
    });
  });
  const end = new Promise<Awaited<Worker['end']>>((resolve) =>
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    }),
  );
  return { child, end, busy: Promise.race([stepped, end]) };
}

async function trialsOf(place: string): Promise<readonly Trial[]> {
  const storage = await openStorage(place);
  try {
    const study = await storage.readStudy('sphere');
    return (await storage.changes(study!.id, 0)).trials;
  } finally {
    await storage.close();
  }
}

const numbersTo = (count: number) => Array.from({ length: count }, (_, index) => index);

let root = '';
let postgres: PostgresServer | undefined;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'atelier-workers-'));
  if (noPostgres === undefined) postgres = await postgresServer();
});
afterAll(async () => {
  await postgres?.stop();
  await rm(root, { recursive: true, force: true });
});

describe.each([
  { name: 'SQLite', skipped: undefined, newPlace: () => Promise.resolve(join(root, `${Math.random()}.db`)) },
  { name: 'PostgreSQL', skipped: noPostgres, newPlace: () => postgres!.newDatabase() },
])('on $name $skipped', ({ skipped, newPlace }) => {
  it.skipIf(skipped)('eight workers do twenty trials each, every one exactly once', async () => {
    const trials = WORKERS * 20;
    const job: WorkerJob = {
      place: await newPlace(),
      trials,
      steps: 1,
      stepMs: 10,
      heartbeatMs: 1000,
      silenceMs: 60_000,
    };
    const done: WorkerNews[] = [];
    // All of them find an empty place, and bring it to be a storage at once.
    const workers = numbersTo(WORKERS).map(() => startWorker(job, done));
    for (const { end } of workers) expect(await end).toEqual({ code: 0, signal: null });
    const numbers = done.map(({ number }) => number);
    expect(numbers.sort((a, b) => a - b)).toEqual(numbersTo(trials));
    const kept = await trialsOf(job.place);
    expect(kept.map(({ number }) => number)).toEqual(numbersTo(trials));
    for (const { state, attempts, losses } of kept) {
      expect({ state, attempts, losses }).toEqual({ state: 'complete', attempts: 1, losses: 0 });
    }
    // Everyone took part.
    expect(new Set(kept.map(({ worker }) => worker)).size).toBeGreaterThan(1);
  });

  it.skipIf(skipped)(
    'a study ends complete although its workers are killed, and goes on where they were',
    async () => {
      const job: WorkerJob = {
        place: await newPlace(),
        trials: 32,
        steps: 4,
        stepMs: 100,
        heartbeatMs: 200,
        silenceMs: 2500,
      };
      const done: WorkerNews[] = [];
      const random = randomStream(Date.now() % 2 ** 31, 'killed-workers');
      const workers = numbersTo(4).map(() => startWorker(job, done));
      for (let kills = 0; kills < KILLS; kills++) {
        const index = random.integer(workers.length);
        const { child, end, busy } = workers[index]!;
        await busy;
        await sleep(random.integer(150));
        child.kill('SIGKILL');
        await end;
        workers[index] = startWorker(job, done);
      }
      for (const { end } of workers) expect(await end).toEqual({ code: 0, signal: null });
      const kept = await trialsOf(job.place);
      expect(kept.map(({ number }) => number)).toEqual(numbersTo(job.trials));
      for (const { number, state, attempts, losses, reports, params, values } of kept) {
        expect({ number, state, losses }).toEqual({ number, state: 'complete', losses: attempts - 1 });
        expect(values).toEqual([Number(params['x']) ** 2]);
        expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
        // A step is done again only where its worker was killed before it was kept.
        const steps = done.filter((news) => news.number === number);
        expect(steps.length).toBeGreaterThanOrEqual(4);
        expect(steps.length).toBeLessThanOrEqual(4 + losses);
      }
      expect(kept.reduce((sum, { losses }) => sum + losses, 0)).toBeGreaterThan(0);
    },
  );
});

describe(`workers of a queue ${noPostgres ?? ''}`, () => {
  it.skipIf(noPostgres)('take the jobs of those that were killed or have left', async () => {
    const job: WorkerJob = {
      place: await postgres!.newDatabase(),
      trials: 16,
      steps: 4,
      stepMs: 250,
      heartbeatMs: 200,
      silenceMs: 6000,
      queue: true,
    };
    const storage = await openStorage(job.place);
    const queue = await postgresQueue(job.place, { silenceMs: 10_000 });
    const study = await openStudy(storage, {
      name: 'sphere',
      space: { x: { type: 'float', low: -5, high: 5 } },
      budget: { trials: job.trials },
      retries: 100,
      steps: job.steps,
    });
    await queue.send({ id: study.id, definition: study.definition }, await study.enqueueAll());
    const done: WorkerNews[] = [];
    const [killed, left, ...others] = numbersTo(4).map(() => startWorker(job, done));
    await Promise.all([killed!.busy, left!.busy]);
    killed!.child.kill('SIGKILL');
    left!.child.kill('SIGTERM');
    expect(await left!.end).toEqual({ code: 0, signal: null });
    for (const { end } of others) expect(await end).toEqual({ code: 0, signal: null });
    const kept = await study.refresh();
    expect(kept.map(({ number }) => number)).toEqual(numbersTo(job.trials));
    for (const { number, state, reports } of kept) {
      expect({ number, state }).toEqual({ number, state: 'complete' });
      expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    }
    // At least one was lost (more where the machine is so busy that a worker falls silent), and one was given back.
    const losses = kept.reduce((sum, trial) => sum + trial.losses, 0);
    expect(losses).toBeGreaterThan(0);
    expect(kept.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(job.trials + losses + 1);
    expect(await queue.count()).toBe(0);
    await queue.close();
    await storage.close();
  });
});
