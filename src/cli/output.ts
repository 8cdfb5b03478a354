import { printable } from '../report/text.ts';

/**
 * Keeps a closed pipe (`atelier runs | head -1`) from ending the program as a failure: what can no longer be written
 * is dropped, and work that was asked for goes on.
 */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });
  }
}

/** Writes lines for the command's reader to standard output. */
export function writeOut(text: string): void {
  if (process.stdout.writable) process.stdout.write(`${text}\n`);
}

/** Writes lines about the command itself to standard error. */
export function writeErr(text: string): void {
  if (process.stderr.writable) process.stderr.write(`${text}\n`);
}

/** Several lines that hold data: each without what could steer the terminal. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** Writes the result of a command: one JSON document with `--json`, text without. */
export function printResult(json: boolean, value: unknown, text: string): void {
  writeOut(json ? JSON.stringify(value, null, 2) : text);
}
