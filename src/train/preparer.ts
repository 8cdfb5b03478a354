import {
  createBatchPreparer,
  type BatchRequest,
  type PreparationWork,
  type PreparedBatches,
} from '../data/batch-preparer.ts';

/** Prepares batches, perhaps while something else is computed. */
export interface Preparer {
  /** Requests are answered in order. */
  prepare(request: BatchRequest): Promise<PreparedBatches>;
  /** Ends the preparation; what has not been answered is never answered. */
  close(): Promise<void>;
}

/** Starts a preparer; each gives the same bytes for the same work. */
export type StartPreparer = (work: PreparationWork) => Preparer;

/** Prepares on the calling thread, at the time of the request. */
export const prepareInPlace: StartPreparer = (work) => {
  const prepare = createBatchPreparer(work);
  return {
    prepare: (request) => Promise.resolve(prepare(request)),
    close: () => Promise.resolve(),
  };
};
