const ENDING_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What ends a command: Ctrl-C, or a request of the system. */
export type EndingSignal = (typeof ENDING_SIGNALS)[number];

/** Thrown, or given as the reason of an aborted signal, when the user stopped the command; the exit code is 130. */
export class Interrupted extends Error {
  /** How to go on, where something was left to go on with. */
  readonly hint: string | undefined;
  readonly signal: EndingSignal;

  constructor(signal: EndingSignal, hint?: string) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
    this.hint = hint;
  }
}

/** Two signals closer than this are one: a terminal and a launcher both pass the same Ctrl-C on. */
const SAME_SIGNAL_MS = 300;

/** How long a process that has told its interruption may take to end by itself. */
const GRACE_MS = 100;

/**
 * A signal that aborts on Ctrl-C (SIGINT) or SIGTERM, so that the command can put its work into order; the same again
 * ends the process at once. Commands that have nothing to put into order do not call this and end at once anyway.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  for (const name of ENDING_SIGNALS) {
    process.on(name, () => {
      firstMs ??= performance.now();
      if (!controller.signal.aborted) controller.abort(new Interrupted(name));
      else if (performance.now() - firstMs > SAME_SIGNAL_MS) endBySignal(name);
    });
  }
  return controller.signal;
}

/**
 * Lets an interrupted process end by itself, with its exit code; or by the signal, where a thread is still inside the
 * runtime: nothing can break off a call, and `process.exit` would wait for it.
 */
export function endSoon(signal: EndingSignal): void {
  setTimeout(endBySignal, GRACE_MS, signal).unref();
}

function endBySignal(signal: EndingSignal): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
