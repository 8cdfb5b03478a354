import { Worker } from 'node:worker_threads';

/** What a training thread is doing, in one int32 that it shares: it may be broken off only while it loads its code. */
export const ThreadPhase = { loading: 0, ready: 1, dismissed: 2 } as const;

/** What a training thread is started with. */
export interface ThreadStart {
  readonly phase: SharedArrayBuffer;
  /** Whether to find out about the blocked layout while it waits. */
  readonly probe: boolean;
}

interface TrainingThread {
  readonly worker: Worker;
  readonly phase: SharedArrayBuffer;
}

/** A thread that was started ahead and waits for its work. */
let ahead: TrainingThread | undefined;

function startThread(probe: boolean): TrainingThread {
  const phase = new SharedArrayBuffer(4);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./training-worker.node.${extension}`, import.meta.url), {
    workerData: { phase, probe } satisfies ThreadStart,
  });
  return { worker, phase };
}

/** A training thread, which waits for its work: the one that was started ahead, if there is one. */
export function takeTrainingThread(): Worker {
  const { worker } = ahead ?? startThread(false);
  ahead = undefined;
  return worker;
}

/**
 * Does work that is to train something, and starts a training thread ahead for it, which loads its code meanwhile. Where
 * it comes to no training, the thread ends.
 *
 * @param layout `plain` where the blocked layout will not be asked for
 */
export async function withTrainingThreadAhead<T>(
  layout: 'auto' | 'plain',
  work: () => Promise<T>,
): Promise<T> {
  const thread = startThread(layout !== 'plain');
  ahead = thread;
  const forget = (): boolean => {
    const isWaiting = ahead === thread;
    if (isWaiting) ahead = undefined;
    return isWaiting;
  };
  // Whoever wants a thread then gets another one, which fails where it is noticed.
  thread.worker.once('error', forget);
  try {
    return await work();
  } finally {
    if (forget()) dismiss(thread);
  }
}

/** Ends a thread that waits. Once it starts the runtime it must not be broken off: that would end the whole process. */
function dismiss({ worker, phase }: TrainingThread): void {
  const { loading, dismissed } = ThreadPhase;
  const wasLoading = Atomics.compareExchange(new Int32Array(phase), 0, loading, dismissed) === loading;
  if (wasLoading) void worker.terminate();
  else worker.postMessage(undefined);
}
