import { parentPort, workerData } from 'node:worker_threads';
import { packError, type TransferredError } from '../core/error-transfer.ts';
import {
  createBatchPreparer,
  type BatchRequest,
  type PreparationWork,
  type PreparedBatches,
} from '../data/batch-preparer.ts';

/** The answer to one request, in the order of the requests. */
export type PreparerMessage =
  | { readonly type: 'prepared'; readonly batches: PreparedBatches }
  | { readonly type: 'error'; readonly error: TransferredError };

const prepare = createBatchPreparer(workerData as PreparationWork);

parentPort!.on('message', (request: BatchRequest) => {
  try {
    const batches = prepare(request);
    const { images, mixture } = batches;
    const moved = [images, ...(mixture ? [mixture.partners, mixture.shares] : [])].map(
      ({ buffer }) => buffer,
    );
    parentPort!.postMessage({ type: 'prepared', batches } satisfies PreparerMessage, moved);
  } catch (error) {
    parentPort!.postMessage({ type: 'error', error: packError(error) } satisfies PreparerMessage);
  }
});
