import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { packError, type TransferredError } from '../core/error-transfer.ts';
import { cpuProvider } from '../runtime/cpu-provider.node.ts';
import type { TrainEvent } from './events.ts';
import { runTraining, type TrainingRequest } from './run-training.node.ts';
import { TrainingStopped, type TrainingOutcome } from './training-outcome.ts';
import { ThreadPhase, type ThreadStart } from './training-thread.node.ts';

/** What the training thread is told to do; nothing where there is no work for it. */
export interface WorkerInput {
  readonly request: TrainingRequest;
  /** One int32 that becomes 1 when training is to stop. */
  readonly stop: SharedArrayBuffer;
  /** The events that are waited for until the main thread has answered them. */
  readonly awaited: readonly TrainEvent['type'][];
}

/** What the main thread answers to an event that is waited for. */
export interface WorkerAnswer {
  /** Why training is to end, where it is. */
  readonly end: string | undefined;
}

/** What the training thread tells. */
export type WorkerMessage =
  | { readonly type: 'event'; readonly event: TrainEvent }
  | { readonly type: 'done'; readonly outcome: TrainingOutcome }
  | { readonly type: 'stopped' }
  | { readonly type: 'error'; readonly error: TransferredError };

const tell = (message: WorkerMessage) => {
  parentPort!.postMessage(message);
};

async function work({ request, stop, awaited }: WorkerInput): Promise<void> {
  const flag = new Int32Array(stop);
  const emit = async (event: TrainEvent): Promise<string | undefined> => {
    const answered = awaited.includes(event.type) ? once(parentPort!, 'message') : undefined;
    tell({ type: 'event', event });
    const [answer] = ((await answered) ?? []) as [WorkerAnswer?];
    return answer?.end;
  };
  try {
    tell({ type: 'done', outcome: await runTraining(request, emit, () => Atomics.load(flag, 0) === 1) });
  } catch (error) {
    tell(error instanceof TrainingStopped ? { type: 'stopped' } : { type: 'error', error: packError(error) });
  }
}

/** Starts the runtime while there may be no work yet, and does the work that comes. */
async function waitForWork(): Promise<void> {
  const told = once(parentPort!, 'message');
  // An error is told to whoever asks again.
  if (start.probe) cpuProvider.blockSize().catch(() => undefined);
  const [input] = (await told) as [WorkerInput | undefined];
  if (input !== undefined) await work(input);
}

const start = workerData as ThreadStart;
const phase = new Int32Array(start.phase);
const { loading, ready } = ThreadPhase;
if (Atomics.compareExchange(phase, 0, loading, ready) === loading) await waitForWork();
