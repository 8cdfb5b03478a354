import { OptionError } from '../core/errors.ts';
import { printable } from '../report/text.ts';

/** Where progress goes; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly writable: boolean;
  write(text: string): unknown;
}

const REDRAW_MS = 100;
const LINE_MS = 10_000;
const CLEAR = '\r\u001b[2K';

/**
 * Whether progress that passes is to be shown: not where the environment says `ATELIER_PROGRESS=never`, as for jobs whose
 * every line is mailed. Lasting lines come all the same.
 *
 * @throws OptionError where the variable says anything but `auto` or `never`
 */
export function progressWanted(env: Readonly<NodeJS.ProcessEnv> = process.env): boolean {
  const value = env['ATELIER_PROGRESS'] ?? '';
  if (value === '' || value === 'auto') return true;
  if (value === 'never') return false;
  throw new OptionError(`ATELIER_PROGRESS: expected "auto" or "never", got ${JSON.stringify(value)}`, {
    value,
    expected: '"auto" or "never"',
  });
}

/**
 * Progress on standard error: in a terminal one line that is drawn over, at most ten times a second; elsewhere (a log
 * file, CI) a plain line at most every ten seconds. Lasting lines go through `note`, so that they do not get mixed up.
 */
export class ProgressLine {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  readonly #wanted: boolean;
  #lastMs = -Infinity;
  #pending: string | undefined;
  #shown = false;

  constructor(
    stream: ProgressStream = process.stderr,
    now: () => number = () => performance.now(),
    wanted = progressWanted(),
  ) {
    this.#stream = stream;
    this.#now = now;
    this.#wanted = wanted;
    // In a log, the first line comes after the first interval: short work needs none.
    if (stream.isTTY !== true) this.#lastMs = now();
  }

  /** Whether lines are drawn over, so that pictures of progress make sense. */
  get drawsOver(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Shows where the work is; most calls draw nothing. */
  update(text: string): void {
    if (!this.#wanted) return;
    this.#pending = text;
    const interval = this.#stream.isTTY === true ? REDRAW_MS : LINE_MS;
    if (this.#now() - this.#lastMs >= interval) this.#draw();
  }

  /** Writes a line that stays. */
  note(text: string): void {
    this.#clear();
    this.#write(`${printable(text)}\n`);
    if (this.#stream.isTTY === true && this.#pending !== undefined) this.#draw();
  }

  /** Takes the line away; to be called before other output, also after a failure. */
  done(): void {
    this.#clear();
    this.#pending = undefined;
  }

  #draw(): void {
    if (this.#pending === undefined) return;
    this.#lastMs = this.#now();
    const text = printable(this.#pending);
    if (this.#stream.isTTY !== true) {
      this.#write(`${text}\n`);
      return;
    }
    // One column is left free: some terminals wrap when the last one is written.
    this.#write(CLEAR + text.slice(0, (this.#stream.columns ?? 80) - 1));
    this.#shown = true;
  }

  #clear(): void {
    if (this.#shown) this.#write(CLEAR);
    this.#shown = false;
  }

  #write(text: string): void {
    if (this.#stream.writable) this.#stream.write(text);
  }
}
