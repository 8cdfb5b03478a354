import { Worker } from 'node:worker_threads';
import { unpackError } from '../core/error-transfer.ts';
import { InternalError } from '../core/errors.ts';
import type { PreparedBatches } from '../data/batch-preparer.ts';
import type { StartPreparer } from './preparer.ts';
import type { PreparerMessage } from './preparer-worker.node.ts';

interface Waiting {
  readonly resolve: (batches: PreparedBatches) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Prepares in a thread of its own, so that batches get ready while the runtime blocks the thread that asked. The thread
 * has a copy of the images.
 */
export const prepareInThread: StartPreparer = (work) => {
  const images = work.images.slice();
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./preparer-worker.node.${extension}`, import.meta.url), {
    workerData: { ...work, images },
    transferList: [images.buffer],
  });
  const waiting: Waiting[] = [];
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on('message', (message: PreparerMessage) => {
    const asked = waiting.shift();
    if (!asked) return; // Closed while the answer was on its way.
    if (message.type === 'prepared') asked.resolve(message.batches);
    else asked.reject(unpackError(message.error));
  });
  worker.on('error', fail);
  worker.on('exit', (code) => {
    fail(new InternalError(`the thread that prepares batches ended with code ${code}`));
  });
  return {
    prepare: (request) =>
      new Promise((resolve, reject) => {
        if (failure) {
          reject(failure);
          return;
        }
        waiting.push({ resolve, reject });
        worker.postMessage(request);
      }),
    close: async () => {
      waiting.length = 0;
      await worker.terminate();
    },
  };
};
