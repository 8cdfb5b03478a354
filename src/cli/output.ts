import { printable } from '../report/text.ts';
import { fileError } from '../runs/file-error.ts';

let outputFailed = false;

/**
 * Keeps a closed pipe (`atelier runs | head -1`) from ending the program as a failure: what can no longer be written
 * is dropped, and work that was asked for goes on. A full disk is told, once; what standard error cannot take has no place
 * left where it could be told.
 */
export function handleOutputErrors(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (outputFailed || error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') return;
    outputFailed = true;
    throw fileError(error, 'write', 'standard output');
  });
  process.stderr.on('error', () => undefined);
}

/** Whether standard output can no longer be written to, for another reason than that nobody reads it. */
export function hasOutputFailed(): boolean {
  return outputFailed;
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
