/**
 * A process that works on a study of its own objective, beside others: `node study-worker.ts <job as JSON>`. It writes a
 * line for each step that it does, so that a test sees what was done and how often.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openStorage } from '../../src/tune/storages/open-storage.node.ts';
import type { Objective } from '../../src/tune/attempt.ts';
import { optimize } from '../../src/tune/optimize.ts';
import { postgresQueue } from '../../src/tune/queue/postgres-queue.node.ts';
import { workOnQueue, type WorkOnQueueOptions } from '../../src/tune/queue/work-on-queue.ts';
import type { StudyStorage } from '../../src/tune/storage.ts';
import { openStudy } from '../../src/tune/study.ts';

export interface WorkerJob {
  readonly place: string;
  readonly trials: number;
  /** Of each trial. */
  readonly steps: number;
  readonly stepMs: number;
  readonly heartbeatMs: number;
  readonly silenceMs: number;
  /** Whether trials come from the queue of the database. */
  readonly queue?: boolean;
}

/** A step of a trial that a worker did. */
export interface WorkerNews {
  readonly number: number;
  readonly step: number;
}

async function work(job: WorkerJob): Promise<void> {
  const { place, trials, steps, stepMs, queue, ...times } = job;
  // However busy the machine is: what one worker waits for is what seven others do.
  const storage = await openStorage(place, { patienceMs: 600_000 });
  const study = await openStudy(storage, {
    name: 'sphere',
    space: { x: { type: 'float', low: -5, high: 5 } },
    budget: { trials },
    retries: 100,
    steps,
  });
  const objective: Objective = async (trial, signal) => {
    const value = Number(trial.params['x']) ** 2;
    for (let step = trial.reports.length + 1; step <= steps; step++) {
      await sleep(stepMs);
      signal.throwIfAborted();
      process.stdout.write(`${JSON.stringify({ number: trial.number, step } satisfies WorkerNews)}\n`);
      await trial.report(step, value + steps - step);
    }
    return value;
  };
  const worker = `worker ${process.pid}`;
  if (queue !== true) await optimize(study, objective, { worker, ...times });
  else await workOnJobs(storage, place, { worker, ...times, objectiveOf: () => objective });
  await storage.close();
}

/** Works on the queue of the same database until nothing is left in it, or a signal comes. */
async function workOnJobs(
  storage: StudyStorage,
  place: string,
  options: Omit<WorkOnQueueOptions, 'storage' | 'queue'>,
): Promise<void> {
  const interrupt = new AbortController();
  process.once('SIGTERM', () => {
    interrupt.abort(new Error('interrupted'));
  });
  const queue = await postgresQueue(place, { silenceMs: 10_000 });
  try {
    await workOnQueue({ ...options, storage, queue, signal: interrupt.signal, leaveWhenDone: true });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
  } finally {
    await queue.close();
  }
}

if (process.argv[2] !== undefined) await work(JSON.parse(process.argv[2]) as WorkerJob);
