/** Thrown, or given as the reason of an aborted signal, when the user stopped the command; the exit code is 130. */
export class Interrupted extends Error {
  /** How to go on, where something was left to go on with. */
  readonly hint: string | undefined;
  readonly signal: string;

  constructor(signal: string, hint?: string) {
    super(`interrupted by ${signal}`);
    this.name = 'Interrupted';
    this.signal = signal;
    this.hint = hint;
  }
}

/** Two signals closer than this are one: a terminal and a launcher both pass the same Ctrl-C on. */
const SAME_SIGNAL_MS = 300;

/**
 * A signal that aborts on Ctrl-C (SIGINT) or SIGTERM, so that the command can put its work into order; the same again
 * ends the process at once. Commands that have nothing to put into order do not call this and end at once anyway.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      firstMs ??= performance.now();
      if (!controller.signal.aborted) controller.abort(new Interrupted(name));
      else if (performance.now() - firstMs > SAME_SIGNAL_MS) process.exit(130);
    });
  }
  return controller.signal;
}
