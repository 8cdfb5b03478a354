import { AtelierError, StorageError } from '../../core/errors.ts';
import { randomStream } from '../../core/random.ts';

/** Why a database did not do what it was asked for. */
export interface FailureCause {
  /** In words that go on after a colon. */
  readonly reason: string;
  readonly hint: string;
  /** Whether the same call may work a little later. */
  readonly isPassing: boolean;
}

interface Patience {
  /** What the calls are made to, for messages. */
  readonly place: string;
  readonly patienceMs: number;
  /** The longest pause between two calls; 2 seconds by default. */
  readonly longestPauseMs?: number;
  readonly explain: (error: unknown) => FailureCause | undefined;
}

const FIRST_PAUSE_MS = 10;

/**
 * Makes a call again, after longer and longer pauses, while what stands in its way may pass. A call that is repeated may
 * have been done before: its answer alone may have been lost.
 *
 * @throws StorageError where it does not pass in time
 */
export async function patiently<T>(
  call: (isRepeated: boolean) => Promise<T>,
  { place, patienceMs, longestPauseMs = 2000, explain }: Patience,
): Promise<T> {
  const started = performance.now();
  // By the time of the call, so that several that wait for the same do not come all at once; no result depends on it.
  const random = randomStream(Math.floor(1000 * (performance.timeOrigin + started)), 'patience');
  let pauseMs = FIRST_PAUSE_MS;
  for (let isRepeated = false; ; isRepeated = true) {
    try {
      return await call(isRepeated);
    } catch (error) {
      const cause = error instanceof AtelierError ? undefined : explain(error);
      if (cause === undefined) throw error;
      if (!cause.isPassing || performance.now() - started + pauseMs > patienceMs) {
        throw new StorageError(`cannot use ${place}: ${cause.reason}`, {
          value: place,
          hint: cause.hint,
          cause: error,
        });
      }
    }
    await pause(pauseMs * random.uniform(0.5, 1));
    pauseMs = Math.min(longestPauseMs, 2 * pauseMs);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
