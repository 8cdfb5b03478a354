/**
 * A process that works on a study of its own objective, beside others: `node study-worker.ts <job as JSON>`. It writes a
 * line for each step that it does, so that a test sees what was done and how often.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openStorage } from '../../src/tune/storages/open-storage.node.ts';
import { optimize } from '../../src/tune/optimize.ts';
import { openStudy } from '../../src/tune/study.ts';

export interface WorkerJob {
  readonly place: string;
  readonly trials: number;
  /** Of each trial. */
  readonly steps: number;
  readonly stepMs: number;
  readonly heartbeatMs: number;
  readonly silenceMs: number;
}

/** A step of a trial that a worker did. */
export interface WorkerNews {
  readonly number: number;
  readonly step: number;
}

async function work({ place, trials, steps, stepMs, heartbeatMs, silenceMs }: WorkerJob): Promise<void> {
  const tell = (news: WorkerNews) => process.stdout.write(`${JSON.stringify(news)}\n`);
  const storage = await openStorage(place);
  const study = await openStudy(storage, {
    name: 'sphere',
    space: { x: { type: 'float', low: -5, high: 5 } },
    budget: { trials },
    retries: 100,
    steps,
  });
  await optimize(
    study,
    async (trial) => {
      const value = Number(trial.params['x']) ** 2;
      for (let step = trial.reports.length + 1; step <= steps; step++) {
        await sleep(stepMs);
        tell({ number: trial.number, step });
        await trial.report(step, value + steps - step);
      }
      return value;
    },
    { worker: `worker ${process.pid}`, heartbeatMs, silenceMs },
  );
  await storage.close();
}

if (process.argv[2] !== undefined) await work(JSON.parse(process.argv[2]) as WorkerJob);
