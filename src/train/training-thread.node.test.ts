import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { takeTrainingThread, withTrainingThreadAhead } from './training-thread.node.ts';

/** The thread that is started next, and how it ends. */
async function nextThread(): Promise<{ worker: Worker; ended: Promise<unknown[]> }> {
  const [worker] = (await once(process, 'worker')) as [Worker];
  return { worker, ended: once(worker, 'exit') };
}

describe('withTrainingThreadAhead', () => {
  it.each([0, 100, 300, 600, 1200])(
    'ends a thread that got no work in %d ms, and passes the error on',
    async (delayMs) => {
      const started = nextThread();
      const work = withTrainingThreadAhead('auto', async () => {
        await sleep(delayMs);
        throw new Error('no work');
      });
      const [thread] = await Promise.all([started, expect(work).rejects.toThrow('no work')]);
      await thread.ended;
    },
  );

  it('gives the thread to whoever wants one first, and leaves it to them', async () => {
    const started = nextThread();
    const taken = await withTrainingThreadAhead('auto', () => Promise.resolve(takeTrainingThread()));
    const { worker, ended } = await started;
    expect(taken).toBe(worker);
    const other = takeTrainingThread();
    expect(other).not.toBe(worker);
    for (const thread of [other, taken]) thread.postMessage(undefined);
    // By itself, not broken off.
    expect(await ended).toEqual([0]);
  });
});
